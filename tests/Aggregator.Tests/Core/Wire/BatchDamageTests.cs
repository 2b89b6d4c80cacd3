using System.Text;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;
using Xunit;
using static Aggregator.Tests.Core.Wire.BatchSeal;

namespace Aggregator.Tests.Core.Wire;

/// <summary>Batches whose checksum is right and whose numbers are not, as a writer with a defect would send them.</summary>
public sealed class BatchDamageTests
{
    private const int Batches = 100;
    private const int CasesOfEach = 100;

    // What is decoded takes about 190 bytes for a row, which may be one byte long.
    private const int MostBytesTakenForOne = 400;
    private const int MostBytesTakenAnyhow = 20_000;

    private static readonly ulong[] Extremes =
        [0, 1, 2, 127, 213, int.MaxValue, 1UL << 31, 1UL << 32, 1UL << 40, (1UL << 40) + 1, 1UL << 62, long.MaxValue, 1UL << 63, ulong.MaxValue];

    [Fact]
    public void Numbers_and_columns_of_any_other_value_are_an_answer_and_never_an_exception()
    {
        var random = new Random(21);
        var read = 0;
        for (var seed = 0; seed < Batches; seed++)
        {
            var batch = BatchWriter.Write(new FlushGenerator(seed).Next(maxRows: 1 + seed % 60))[0];
            var map = new BatchMap(batch);
            for (var i = 0; i < CasesOfEach; i++)
            {
                if (IsRead(Damaged(batch, map, random))) read++;
            }
        }
        Assert.InRange(read, 1, Batches * CasesOfEach / 2);
    }

    /// <summary>Histogram sizes of 2^62, whose sum has no place in 64 bits, as differences and as a run.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Histograms_of_more_buckets_than_there_are_numbers_are_malformed(byte mode)
    {
        var batch = BatchWriter.Write(RealisticFlush.Create(logs: 200))[0];
        var sizes = new BatchMap(batch).Columns[^2];
        byte[] column = mode == 1 ? [1, .. Enumerable.Repeat(Varint(1UL << 63), sizes.Values).SelectMany(difference => difference)] : [2, .. Varint((ulong)sizes.Values), .. Varint(1UL << 62)];
        Assert.Equal(BatchError.Malformed, BatchReader.Read(Sealed(Replaced(batch, sizes.Bytes, column))).Error);
    }

    /// <summary>A million sources in as many bytes, the first of which is none.</summary>
    [Fact]
    public void Nothing_is_made_of_what_follows_a_number_that_cannot_be_right()
    {
        var batch = BatchWriter.Write(new FlushGenerator(1).Next(maxRows: 0) with { Sources = [], Outcomes = [] })[0];
        byte[] sources = [.. Varint(1_000_000), .. Enumerable.Repeat((byte)1, 1_000_000)];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(BatchError.Malformed, BatchReader.Read(Sealed([.. batch[..^2], .. sources])).Error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20L * sources.Length);
    }

    [Theory]
    [InlineData("a text twice", "\u0005other", "\u0005first")]
    [InlineData("an HTTP code twice", "\u0002\u00c8\u0001\u0004", "\u0002\u00c8\u0001\u0000")]
    [InlineData("a decimal twice", "\u0002\u0007\u0001\u0002", "\u0002\u0007\u0000\u0002")]
    [InlineData("another uid twice", "\u000208", "\u000207")]
    [InlineData("a decimal among the others", "\u000208", "\u00018")]
    public void A_dictionary_that_names_a_value_twice_is_malformed(string what, string found, string by)
    {
        Row[] rows = [Row("first", 200, "7"), Row("first", 204, "8"), Row("other", 200, "07"), Row("other", 200, "08")];
        var batch = BatchWriter.Write(Flush(rows))[0];
        var at = batch.AsSpan().IndexOf(Encoding.Latin1.GetBytes(found));
        Assert.True(at >= 0, what);
        Assert.Equal(BatchError.Malformed, BatchReader.Read(Sealed(Replaced(batch, at..(at + found.Length), Encoding.Latin1.GetBytes(by)))).Error);
    }

    [Fact]
    public void A_row_that_equals_the_one_before_is_malformed()
    {
        var batch = BatchWriter.Write(Flush([Row("first", 200, "7"), Row("first", 200, "8"), Row("first", 200, "9")]))[0];
        var uids = new BatchMap(batch).Columns[10].Bytes;
        byte[] Runs(params byte[] runs) => Sealed(Replaced(batch, uids, [2, .. runs]));

        Assert.Equal(BatchError.None, BatchReader.Read(Runs(1, 2, 1, 0, 1, 1)).Error);
        Assert.Equal(BatchError.Malformed, BatchReader.Read(Runs(1, 1, 2, 0)).Error);
        Assert.Equal(BatchError.Malformed, BatchReader.Read(Runs(3, 0)).Error);
    }

    /// <summary>A trillion logs, of which the highest number that there is would make counters negative.</summary>
    [Theory]
    [InlineData(1L << 40, BatchError.None)]
    [InlineData((1L << 40) + 1, BatchError.Malformed)]
    [InlineData(long.MaxValue, BatchError.Malformed)]
    public void A_row_of_more_logs_than_there_can_be_is_malformed(long logs, BatchError error)
    {
        var batch = BatchWriter.Write(Flush([Row("first", 200, "7")]))[0];
        var map = new BatchMap(batch);
        var (counts, withoutLatency) = (map.Columns[11].Bytes, map.Columns[12].Bytes);
        batch = Replaced(batch, withoutLatency, [0, .. Varint((ulong)logs)]);
        Assert.Equal(error, BatchReader.Read(Sealed(Replaced(batch, counts, [0, .. Varint((ulong)logs - 1)]))).Error);
    }

    /// <summary>Its sum with another outcome's would have no place in 64 bits.</summary>
    [Theory]
    [InlineData(1L << 40, BatchError.None)]
    [InlineData((1L << 40) + 1, BatchError.Malformed)]
    [InlineData(long.MaxValue, BatchError.Malformed)]
    public void An_outcome_of_more_logs_than_there_can_be_is_malformed(long logs, BatchError error)
    {
        var batch = BatchWriter.Write(Flush([]) with { Outcomes = [new OutcomeCount(Outcome.Filtered, "warmup", 1)] })[0];
        batch = Sealed(Replaced(batch, new BatchMap(batch).Numbers[^1], Varint((ulong)logs)));
        Assert.Equal(error, BatchReader.Read(batch).Error);
        if (BatchReader.Read(batch).Chunk is { } chunk) Assert.Equal(logs, chunk.Flush.Outcomes[0].Count);
    }

    private static Flush Flush(Row[] rows) => new(new FlushId("r", "w", 1, 1), 10_000, 1_000, 0, [.. rows], [], []);

    private static Row Row(string product, int code, string uid)
    {
        var measures = new PartialAggregate();
        measures.Add(throttled: false);
        return new Row(new GroupKey(10_000, product, "Run", "1", uid, "cn-a", "pop", code, "", "cn-b"), TenantLevel.None, measures);
    }

    private static bool IsRead(byte[] batch)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = BatchReader.Read(batch);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MostBytesTakenAnyhow + MostBytesTakenForOne * batch.Length);
        Assert.True(result.Error is BatchError.None or BatchError.Malformed);
        Assert.True(result.Chunk?.Flush.Rows.All(row => row.Measures.IsConsistent()) ?? true);
        return result.IsRead;
    }

    private static byte[] Damaged(byte[] batch, BatchMap map, Random random)
    {
        if (map.Columns.Count == 0 || random.Next(2) == 0)
            return Sealed(Replaced(batch, map.Numbers[random.Next(map.Numbers.Count)], Varint(Extreme(random))));
        var (bytes, values) = map.Columns[random.Next(map.Columns.Count)];
        if (random.Next(4) > 0) return Sealed(Replaced(batch, bytes, Column(values, random)));
        byte[] otherMode = [.. batch];
        otherMode[bytes.Start] = (byte)random.Next(5);
        return Sealed(otherMode);
    }

    /// <summary>A column of any mode: a few numbers come often, or one run of all.</summary>
    private static byte[] Column(int values, Random random)
    {
        var mode = random.Next(4);
        var few = Enumerable.Range(0, 3).Select(_ => Extreme(random)).ToArray();
        List<byte> column = [(byte)mode];
        for (var left = values; left > 0;)
        {
            var run = mode < 2 ? 1 : random.Next(3) == 0 ? random.Next(1, left + 1) : left;
            if (mode >= 2) column.AddRange(Varint(random.Next(8) == 0 ? Extreme(random) : (ulong)run));
            column.AddRange(Varint(few[random.Next(few.Length)]));
            left -= run;
        }
        return [.. column];
    }

    private static ulong Extreme(Random random) => Extremes[random.Next(Extremes.Length)];

    private static byte[] Replaced(byte[] batch, Range bytes, byte[] by) => [.. batch[..bytes.Start], .. by, .. batch[bytes.End..]];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }
}
