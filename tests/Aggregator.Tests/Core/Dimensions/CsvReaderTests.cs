using System.Text;
using Aggregator.Core.Dimensions;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Core.Dimensions;

/// <summary>CSV as people and programs write it, and what is said when it is wrong.</summary>
public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("a,b\n1,2\n")]
    [InlineData("a,b\n1,2")]
    [InlineData("a,b\r\n1,2\r\n")]
    [InlineData("a,b\r\n1,2\r")]
    [InlineData("b,a\n2,1\n")]
    [InlineData("x,b,y,a\n0,2,0,1\n")]
    [InlineData("\uFEFFa,b\n1,2\n")]
    [InlineData("\n\na,b\n\n1,2\n\r\n\n")]
    [InlineData("\"a\",\"b\"\n\"1\",\"2\"\n")]
    [InlineData("\uFEFF\"a\",b\r\n\"1\",2")]
    public void Reads_one_row_of_a_and_b(string text) => Assert.Equal([["1", "2"]], Read(text, "a", "b"));

    [Fact]
    public void Reads_quoted_values_with_commas_quotes_and_line_breaks() =>
        Assert.Equal([["x,y", "say \"hi\"\r\nthere"], ["", "é中"]], Read("a,b\n\"x,y\",\"say \"\"hi\"\"\r\nthere\"\n\"\",é中\n", "a", "b"));

    [Fact]
    public void Leaves_quotes_spaces_and_carriage_returns_inside_a_plain_value_alone() =>
        Assert.Equal([[" 5\" pipe\r", "x\ry "]], Read("a,b\n 5\" pipe\r,x\ry \n", "a", "b"));

    [Fact]
    public void Reads_a_header_without_rows() => Assert.Empty(Read("a,b\n", "a", "b"));

    [Fact]
    public void Reads_a_file_larger_than_its_buffer()
    {
        var rows = Enumerable.Range(0, 30_000).Select(i => new[] { $"key {i}", $"value,{i}" }).ToList();
        var text = "a,b\n" + string.Concat(rows.Select(row => $"{row[0]},\"{row[1]}\"\r\n"));
        Assert.Equal(rows, Read(text, "a", "b"));
    }

    [Fact]
    public void Reads_back_any_values_that_are_quoted() => Prop.ForAll(ArbMap.Default.ArbFor<string[][]>(), rows =>
    {
        var values = rows.Select(row => Clean(string.Concat(row))).ToList();
        var text = "a,b\n" + string.Concat(values.Select(value => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\",x\n"));
        Assert.Equal(values.Select(value => new[] { value, "x" }), Read(text, "a", "b"));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("", "t.csv: the file is empty; its first line must be a,b")]
    [InlineData("\n\n", "t.csv: the file is empty; its first line must be a,b")]
    [InlineData("\uFEFF", "t.csv: the file is empty; its first line must be a,b")]
    [InlineData("a,c\n1,2\n", "t.csv:1: there is no column 'b' (found: a,c); the header must name a,b")]
    [InlineData("A,b\n1,2\n", "t.csv:1: there is no column 'a' (found: A,b); the header must name a,b")]
    [InlineData("a,b,a\n1,2,3\n", "t.csv:1: column 'a' is there twice; rename or remove one")]
    [InlineData("a,b\n1,2\n1\n", "t.csv:3: the row has 1 fields, the header 2; give it as many, and quote values that hold a comma")]
    [InlineData("a,b\n\"1\n\",2\n\n1,2,3\n", "t.csv:5: the row has 3 fields, the header 2; give it as many, and quote values that hold a comma")]
    [InlineData("a,b\n1,\"2\n3,4\n", "t.csv:2: a quote is not closed; close it")]
    [InlineData("a,b\n\"1\"x,2\n", "t.csv:2: text follows a closing quote; double the quotes inside a quoted value")]
    public void Says_what_is_wrong_and_where(string text, string expected) =>
        Assert.Equal(expected, Problem(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Refuses_UTF_16() =>
        Assert.Equal("t.csv:1: the file is not UTF-8; save it as UTF-8", Problem([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a,b\n1,2\n")]));

    [Fact]
    public void Refuses_a_row_of_more_than_a_megabyte() =>
        Assert.StartsWith("t.csv:2: the row is longer than 1 MB", Problem(Encoding.UTF8.GetBytes("a,b\n\"" + new string('x', 2_000_000))), StringComparison.Ordinal);

    [Fact]
    public void Names_a_file_that_is_missing_or_a_directory()
    {
        var folder = Directory.CreateTempSubdirectory("csv").FullName;
        var missing = Path.Combine(folder, "none", "t.csv");
        Assert.StartsWith($"{missing}: there is no such file", Assert.Throws<DimensionException>(() => new CsvReader(missing, "a")).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{folder}: is a directory", Assert.Throws<DimensionException>(() => new CsvReader(folder, "a")).Message, StringComparison.Ordinal);
        Directory.Delete(folder);
    }

    [Fact]
    public void Names_a_file_that_opens_but_cannot_be_read() =>
        Assert.StartsWith("/proc/self/mem: cannot be", Assert.Throws<DimensionException>(() => new CsvReader("/proc/self/mem", "a")).Message, StringComparison.Ordinal);

    [Fact]
    public void Counts_lines_without_moving()
    {
        using var file = new TableFile("a,b\n1,2\n\n3,4");
        using var csv = new CsvReader(file.Path, "a", "b");
        Assert.Equal(3, csv.CountLines());
        Assert.True(csv.Read());
        Assert.Equal("1", Encoding.UTF8.GetString(csv[0]));
    }

    // Half a surrogate pair cannot be written as UTF-8 at all.
    private static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static List<string[]> Read(string text, params string[] columns)
    {
        using var file = new TableFile(text);
        using var csv = new CsvReader(file.Path, columns);
        var rows = new List<string[]>();
        while (csv.Read())
        {
            var row = new string[columns.Length];
            for (var i = 0; i < row.Length; i++) row[i] = Encoding.UTF8.GetString(csv[i]);
            rows.Add(row);
        }
        return rows;
    }

    private static string Problem(byte[] content)
    {
        using var file = new TableFile(content);
        var problem = Assert.Throws<DimensionException>(() =>
        {
            using var csv = new CsvReader(file.Path, "a", "b");
            while (csv.Read())
            {
            }
        });
        return problem.Message.Replace(file.Path, "t.csv", StringComparison.Ordinal);
    }
}
