using System.Text;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Options;
using Aggregator.Regional.Windowing;
using Aggregator.Regional.Windowing.Groups;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Windowing;

/// <summary>The table against a dictionary of partials and the rows' own order.</summary>
public sealed class GroupTableTests
{
    private const long SlowMs = 1000;

    private static readonly LimitedRule Limited = new(new LimitedOptions());

    // Texts of every length around what a slot holds, of equal ends, of one canonical form, and none.
    private static readonly byte[][] Values =
    [
        [], "a"u8.ToArray(), "ab"u8.ToArray(), "abc"u8.ToArray(), "abcd"u8.ToArray(), "abcdefg"u8.ToArray(), "abcdefgh"u8.ToArray(),
        "abcdefghi"u8.ToArray(), "abcdefghijklmnop"u8.ToArray(), "abcdefghijklmnopq"u8.ToArray(), "abcdefgh-ijklmnop"u8.ToArray(),
        [0xFF], [0xFE], [0xEF, 0xBF, 0xBD], [0], [0, 0], "unknown"u8.ToArray(), "_unknown"u8.ToArray(), "实例"u8.ToArray(),
        [.. Enumerable.Repeat((byte)'x', 300)], [.. Enumerable.Repeat((byte)'x', 301)],
        .. Enumerable.Range(14, 27).SelectMany(OfLength),
    ];

    [Fact]
    public void Holds_the_same_groups_as_a_dictionary() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (table, record) = (new GroupTable(), new LogRecord());
            for (var flush = 0; flush < 3; flush++)
            {
                var expected = new Dictionary<GroupKey, PartialAggregate>();
                for (var log = random.Next(600); log > 0; log--) Add(table, expected, record, random);
                Check(table, expected);
                Check(table, expected); // a flush that failed is made again
                table.Clear();
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Grows_far_beyond_its_first_room_and_shrinks_again()
    {
        var (table, record) = (new GroupTable(), new LogRecord());
        for (var round = 0; round < 2; round++)
        {
            var expected = new Dictionary<GroupKey, PartialAggregate>();
            for (var i = 0; i < 150_000; i++) AddOne(table, expected, record, "ecs"u8, Encoding.ASCII.GetBytes($"{i % 100_000}"), 10_000, i % 7);
            Check(table, expected);
            table.Clear();
            Assert.Equal(0, table.Count);
            AddOne(table, expected = [], record, "ecs"u8, "7"u8, 10_000, 3);
            Check(table, expected);
            table.Clear();
        }
    }

    [Fact]
    public void Is_full_after_so_many_logs_until_the_flush()
    {
        var (table, record) = (new GroupTable(mostLogs: 300), new LogRecord());
        var expected = new Dictionary<GroupKey, PartialAggregate>();
        for (var i = 0; i < 500; i++)
        {
            AddOne(table, expected, record, "ecs"u8, "7"u8, 10_000, 3);
            if (i < 299) Assert.False(table.IsFull);
        }
        Assert.True(table.IsFull);
        Check(table, expected);
        table.Clear();
        Assert.False(table.IsFull);
    }

    [Fact]
    public void A_full_table_of_the_longest_latencies_is_what_a_row_may_say()
    {
        const long logs = GroupTable.MostLogs * 3L / 2;
        Assert.True(PartialLaw.Holds(logs, logs, logs * LatencyBuckets.MaxLatencyMs, LatencyBuckets.MaxLatencyMs, logs, logs, new([LatencyBuckets.Last], [logs])));
    }

    [Fact]
    public void Is_bounded_whatever_spells_one_value_or_one_node()
    {
        var (versions, apis, nodes) = (new LabelColumn(""), new LabelColumn(""), new ClusterColumn());
        var longForm = new byte[300];
        Array.Fill(longForm, (byte)0xFF, 0, 86);
        for (var i = 0; i < 200_000; i++)
        {
            // Bytes that are no UTF-8: millions of spellings of eight U+FFFD, and of 86.
            Assert.Equal(1, versions.NumberOf([.. Enumerable.Range(0, 8).Select(digit => (byte)(0x80 + ((i >> (3 * digit)) & 7)))]));
            BitConverter.TryWriteBytes(longForm.AsSpan(100), i);
            Assert.Equal(1, apis.NumberOf(longForm));
            Assert.Equal(0, nodes.NumberOf(Encoding.ASCII.GetBytes($"10.{i}"), ClusterTable.Empty));
        }
        Assert.InRange(versions.SpellingCount, 1, 17_000);
        Assert.InRange(apis.SpellingCount, 1, 17_000);
        Assert.InRange(nodes.AddressCount, 1, ClusterColumn.MaxKept);
    }

    [Fact]
    public void Values_that_would_collide_without_a_seed_do_not()
    {
        // It cancels the hash's first constant: without a seed, the product is 0 and there is one hash. With one there are
        // thousands, as far as one multiplication spreads numbers that follow each other.
        const ulong cancels = 0xA076_1D64_78BD_642F;
        var slots = Enumerable.Range(0, 30_000).Select(i => SeededHash.Of(cancels, (ulong)i) >> 48).Distinct().Count();
        Assert.InRange(slots, 500, 30_000);
    }

    [Fact]
    public void Orders_groups_whose_parts_are_too_many_to_be_packed()
    {
        var random = new Random(5);
        var (table, record, expected) = (new GroupTable(), new LogRecord(), new Dictionary<GroupKey, PartialAggregate>());
        for (var i = 0; i < 20_000; i++)
        {
            record.Clear(LogRecord.Fields.Count);
            foreach (var field in Enumerable.Range(0, LogRecord.Fields.Count)) record.Set(field, Encoding.ASCII.GetBytes($"{random.Next(1_000_000)}"));
            record.HttpCode = random.Next(1000);
            AddBoth(table, expected, record, random.Next(1_000_000) * 10_000L);
        }
        Check(table, expected);
    }

    /// <summary>Two values that differ in the middle alone, and two spellings of one.</summary>
    private static byte[][] OfLength(int length)
    {
        byte[] value = [.. Enumerable.Repeat((byte)'x', length)];
        var (other, spelled, alsoSpelled) = (value.ToArray(), value.ToArray(), value.ToArray());
        (other[length / 2], spelled[length / 2], alsoSpelled[length / 2]) = ((byte)'y', 0xFE, 0xFF);
        return [value, other, spelled, alsoSpelled];
    }

    private static void Add(GroupTable table, Dictionary<GroupKey, PartialAggregate> expected, LogRecord record, Random random)
    {
        record.Clear(LogRecord.Fields.Count);
        foreach (var field in Enumerable.Range(0, LogRecord.Fields.Count))
        {
            if (random.Next(3) == 0) record.Set(field, Values[random.Next(Values.Length)]);
        }
        record.HttpCode = random.Next(3) switch { 0 => 200, 1 => 429, _ => 0 };
        record.LatencyMs = random.Next(3) == 0 ? LogRecord.NoLatency : random.Next(2000);
        AddBoth(table, expected, record, random.Next(3) * 10_000L);
    }

    private static void AddOne(
        GroupTable table, Dictionary<GroupKey, PartialAggregate> expected, LogRecord record, ReadOnlySpan<byte> product, ReadOnlySpan<byte> uid,
        long windowStartMs, long latencyMs)
    {
        record.Clear(LogRecord.Fields.Count);
        record.Set(LogRecord.Fields.Product, product);
        record.Set(LogRecord.Fields.CallerUid, uid);
        record.LatencyMs = latencyMs;
        AddBoth(table, expected, record, windowStartMs);
    }

    private static void AddBoth(GroupTable table, Dictionary<GroupKey, PartialAggregate> expected, LogRecord record, long windowStartMs)
    {
        table.Add(windowStartMs, record.In([]), ClusterTable.Empty, SlowMs);
        var errorCode = LabelValue.Canonical(record.In([])[LogRecord.Fields.ErrorCode]);
        var key = new GroupKey(
            windowStartMs, Label(LogRecord.Fields.Product), Label(LogRecord.Fields.Api), Label(LogRecord.Fields.Version),
            Label(LogRecord.Fields.CallerUid), LabelValue.Unknown, LabelValue.Unknown, record.HttpCode, errorCode, Label(LogRecord.Fields.BizRegionId));
        if (!expected.TryGetValue(key, out var partial)) expected.Add(key, partial = new PartialAggregate());
        var isLimited = Limited.HoldsFor(record.HttpCode) || Limited.HoldsFor(errorCode);
        if (record.LatencyMs == LogRecord.NoLatency) partial.Add(isLimited);
        else partial.Add(record.LatencyMs, record.LatencyMs > SlowMs, isLimited);

        string Label(int field) => LabelValue.CanonicalOrUnknown(record.In([])[field]);
    }

    private static void Check(GroupTable table, Dictionary<GroupKey, PartialAggregate> expected)
    {
        Assert.Equal(expected.Count, table.Count);
        var uids = expected.Keys.Select(key => key.CallerUid).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var levels = uids.Where((_, i) => i % 3 > 0).ToDictionary(uid => uid, uid => uid.Length % 2 == 0 ? TenantLevel.None : TenantLevel.Known("GC" + uid[^1]), StringComparer.Ordinal);
        var rows = expected.Select(entry => new Row(entry.Key, levels.GetValueOrDefault(entry.Key.CallerUid, TenantLevel.Unresolved), entry.Value)).ToList();
        rows.Sort(Row.Compare);
        Assert.Equal(string.Join('\n', rows.Select(Text)), string.Join('\n', table.ToRows(new GivenLevels(levels, uids), Limited).Select(Text)));
    }

    /// <summary>Says these levels, and that it was asked for every uid once.</summary>
    private sealed class GivenLevels(Dictionary<string, TenantLevel> levels, string[] expectedUids) : ITenantLookup
    {
        public TenantLevel[] Resolve(IReadOnlyList<string> uids)
        {
            Assert.Equal(string.Join(' ', expectedUids), string.Join(' ', uids.Order(StringComparer.Ordinal)));
            return [.. uids.Select(uid => levels.GetValueOrDefault(uid, TenantLevel.Unresolved))];
        }
    }

    private static string Text(Row row)
    {
        var measures = row.Measures;
        var histogram = measures.Histogram is { } h ? string.Join(',', h.Indexes.ToArray().Zip(h.Counts.ToArray())) : "-";
        return $"{row.Key} {row.Level} {measures.Count} {measures.RtCount} {measures.RtSum} {measures.RtMax} {measures.Slow} {measures.Throttled} {histogram}";
    }
}
