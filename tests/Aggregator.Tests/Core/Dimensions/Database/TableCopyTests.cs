using System.Text;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Tests.Core.Transport.Local;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Core.Dimensions.Database;

/// <summary>The local copy: what goes into it comes out of it, and changed rows take the place of their keys.</summary>
public sealed class TableCopyTests : IDisposable
{
    private static readonly DateTimeOffset ReadAt = new(2026, 1, 15, 13, 37, 23, TimeSpan.Zero);

    // What CSV could trip over, and what no log would hold.
    private static readonly Gen<string> Values = Gen.Elements(
        "", "a", "10.0.0.1", ",", "\"", "\"\"", "\r", "\n", "\r\n", " x ", "a,b", "a\"b", "línea", "网关", "\uFEFFbom", "\0", "'; --", "\\").ListOf()
        .Select(string.Concat);

    private readonly TemporaryFolder _folder = new();
    private int _copies;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Gives_back_every_row_as_it_was() => Prop.ForAll(RowsOf(Values).ToArbitrary(), rows =>
    {
        var copy = NewCopy();
        copy.Replace(ReadAt, sink => Write(rows, sink));
        Assert.Equal(rows.Select(Text), Read(copy).Select(Text), StringComparer.Ordinal);
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Puts_changed_rows_in_the_place_of_their_keys_and_new_ones_behind()
    {
        // Few keys, so that many of them meet.
        var values = Gen.Elements("a", "b", "x,\"y\"\n", "", "网");
        var rows = RowsOf(values, keys: Gen.Elements("1", "2", "\"3,", "4\n", "5"));
        Prop.ForAll(rows.ToArbitrary(), rows.ToArbitrary(), (before, changes) =>
        {
            var copy = NewCopy();
            var distinct = ByKey(before);
            copy.Replace(ReadAt, sink => Write(distinct.Values, sink));

            var differs = copy.Merge(ReadAt, Changes(changes));

            var expected = new Dictionary<string, string[]>(distinct, StringComparer.Ordinal);
            foreach (var change in changes) expected[change[0]] = change;
            Assert.Equal(differs, !Same(expected, distinct));
            Assert.True(Same(expected, Read(copy).ToDictionary(row => row[0], StringComparer.Ordinal)));
        }).Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void Gives_a_key_that_is_there_twice_its_changed_row_once()
    {
        var copy = NewCopy();
        copy.Replace(ReadAt, sink => Write([["1", "a", "b"], ["2", "a", "b"], ["1", "c", "d"]], sink));
        Assert.True(copy.Merge(ReadAt, Changes([["1", "e", "f"]])));
        Assert.Equal(["1|e|f", "2|a|b"], Read(copy).Select(Text), StringComparer.Ordinal);
    }

    [Fact]
    public void Keeps_its_rows_when_the_reading_breaks_off()
    {
        var copy = NewCopy();
        copy.Replace(ReadAt, sink => Write([["1", "a", "b"]], sink));
        Assert.Throws<TimeoutException>(() => copy.Replace(ReadAt.AddHours(1), sink =>
        {
            Write([["2", "c", "d"]], sink);
            throw new TimeoutException();
        }));
        Assert.Equal(["1|a|b"], Read(copy).Select(Text), StringComparer.Ordinal);
        Assert.Equal(ReadAt, copy.ReadAt);
        Assert.Equal([copy.Path], Directory.GetFiles(Path.GetDirectoryName(copy.Path)!));
    }

    [Fact]
    public void Is_as_old_as_its_last_reading_even_when_nothing_changed()
    {
        var copy = NewCopy();
        Assert.False(copy.Exists);
        copy.Replace(ReadAt, _ => { });
        Assert.Equal((true, ReadAt), (copy.Exists, copy.ReadAt));
        Assert.False(copy.Merge(ReadAt.AddMinutes(5), Changes([])));
        Assert.Equal(ReadAt.AddMinutes(5), copy.ReadAt);
    }

    [Fact]
    public void Is_not_written_again_when_all_changes_are_there_already()
    {
        var copy = NewCopy();
        copy.Replace(ReadAt, sink => Write([["1", "a", "b"], ["2", "c", "d"]], sink));
        // A file that is put in its place would take that of the link.
        File.Move(copy.Path, copy.Path + ".target");
        File.CreateSymbolicLink(copy.Path, copy.Path + ".target");
        Assert.False(copy.Merge(ReadAt, Changes([["2", "c", "d"]])));
        Assert.NotNull(new FileInfo(copy.Path).LinkTarget);
        Assert.True(copy.Merge(ReadAt, Changes([["2", "c", "d"], ["3", "e", "f"]])));
        Assert.Null(new FileInfo(copy.Path).LinkTarget);
    }

    [Fact]
    public void Cuts_a_value_that_no_label_could_keep()
    {
        var copy = NewCopy();
        copy.Replace(ReadAt, sink => Write([["1", new string('网', 1_000_000), new string('"', 1_000_000)], ["2", "a", "b"]], sink));
        var rows = Read(copy);
        Assert.Equal(new string('网', 65_536), rows[0][1]);
        Assert.Equal(new string('"', 65_536), rows[0][2]);
        Assert.Equal("2|a|b", Text(rows[1]));
    }

    private static Gen<List<string[]>> RowsOf(Gen<string> values, Gen<string>? keys = null) =>
        from rows in (from key in keys ?? values.Where(value => value.Length > 0)
                      from first in values
                      from second in values
                      select (string[])[key, first, second]).ListOf()
        select rows.ToList();

    private TableCopy NewCopy() => new(_folder.At("copies", $"{_copies++}.csv"), TableSchema.Clusters);

    private static void Write(IEnumerable<string[]> rows, RowSink sink)
    {
        var csv = new CsvRow();
        foreach (var row in rows)
        {
            csv.Clear();
            foreach (var value in row) csv.Add(value);
            sink(csv.Bytes);
        }
    }

    private static Dictionary<string, byte[]> Changes(IEnumerable<string[]> rows)
    {
        var changes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var key = new CsvRow();
        foreach (var row in rows)
        {
            key.Clear();
            key.Add(row[0]);
            Write([row], csv => changes[Encoding.UTF8.GetString(key.Bytes)] = csv.ToArray());
        }
        return changes;
    }

    private static List<string[]> Read(TableCopy copy)
    {
        var rows = new List<string[]>();
        using var csv = new CsvReader(copy.Path, "local_ip", "app_group", "region_id");
        while (csv.Read()) rows.Add([Encoding.UTF8.GetString(csv[0]), Encoding.UTF8.GetString(csv[1]), Encoding.UTF8.GetString(csv[2])]);
        return rows;
    }

    private static Dictionary<string, string[]> ByKey(IEnumerable<string[]> rows) =>
        rows.GroupBy(row => row[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    private static bool Same(Dictionary<string, string[]> one, Dictionary<string, string[]> other) =>
        one.Count == other.Count && one.All(row => other.TryGetValue(row.Key, out var value) && value.SequenceEqual(row.Value, StringComparer.Ordinal));

    private static string Text(string[] row) => string.Join('|', row);
}
