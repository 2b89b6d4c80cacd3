using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Core.Wire;

public sealed class BatchRoundTripTests
{
    [Fact]
    public void What_is_read_is_what_was_written() =>
        Prop.ForAll(FlushGenerator.Seeds, seed =>
        {
            var flush = new FlushGenerator(seed).Next();
            Assert.Equal(FlushText.Of(flush), FlushText.Of(RoundTrip(flush, BatchWriter.DefaultMaxChunkBytes)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_read_is_what_was_written_in_chunks_of_any_size() =>
        Prop.ForAll(FlushGenerator.Seeds, Gen.Choose(1, 5000).ToArbitrary(), (seed, maxChunkBytes) =>
        {
            var flush = new FlushGenerator(seed).Next(200);
            Assert.Equal(FlushText.Of(flush), FlushText.Of(RoundTrip(flush, maxChunkBytes)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_same_flush_is_always_the_same_bytes() =>
        Prop.ForAll(FlushGenerator.Seeds, seed =>
        {
            var flush = new FlushGenerator(seed).Next();
            var again = BatchReader.Read(Assert.Single(BatchWriter.Write(flush))).Chunk!.Flush;
            Assert.Equal(BatchWriter.Write(flush)[0], BatchWriter.Write(again)[0]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_heartbeat_is_one_chunk_without_rows()
    {
        var heartbeat = new FlushGenerator(1).Next(maxRows: 0);
        var chunk = BatchReader.Read(Assert.Single(BatchWriter.Write(heartbeat))).Chunk;
        Assert.Equal(FlushText.Of(heartbeat), FlushText.Of(chunk!.Flush));
        Assert.True(chunk.IsLast);
    }

    [Fact]
    public void Rows_in_any_order_are_written_in_order()
    {
        var flush = new FlushGenerator(2).Next() with { Rows = new FlushGenerator(3).Rows(40) };
        var shuffled = flush.Rows.ToArray();
        new Random(4).Shuffle(shuffled);

        var read = RoundTrip(flush with { Rows = [.. shuffled] }, BatchWriter.DefaultMaxChunkBytes);
        Assert.False(shuffled.SequenceEqual(flush.Rows));
        Assert.Equal(FlushText.Of(flush), FlushText.Of(read));
    }

    [Fact]
    public void Two_rows_of_one_group_and_level_break_the_writers_contract()
    {
        var flush = new FlushGenerator(5).Next();
        var row = new FlushGenerator(6).Rows(1)[0];
        Assert.Throws<ArgumentException>(() => BatchWriter.Write(flush with { Rows = [row, row] }));
    }

    [Fact]
    public void Measures_that_no_logs_can_have_break_the_writers_contract()
    {
        var flush = new FlushGenerator(5).Next();
        var row = new FlushGenerator(6).Rows(1)[0] with { Measures = new PartialAggregate() };
        Assert.Throws<ArgumentException>(() => BatchWriter.Write(flush with { Rows = [row] }));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1000)]
    public void An_HTTP_code_that_the_reader_refuses_breaks_the_writers_contract(int code)
    {
        var flush = new FlushGenerator(5).Next();
        var row = new FlushGenerator(6).Rows(1)[0];
        row = row with { Key = row.Key with { HttpCode = code } };
        Assert.Throws<ArgumentException>(() => BatchWriter.Write(flush with { Rows = [row] }));
    }

    private static Flush RoundTrip(Flush flush, int maxChunkBytes)
    {
        var assembler = new FlushAssembler();
        var batches = BatchWriter.Write(flush, maxChunkBytes);
        for (var i = 0; i < batches.Count - 1; i++) Assert.Null(assembler.Add(Read(batches[i]), i));
        var whole = assembler.Add(Read(batches[^1]), batches.Count - 1);
        Assert.NotNull(whole);
        return whole;
    }

    private static BatchChunk Read(byte[] batch)
    {
        var result = BatchReader.Read(batch);
        Assert.Equal(BatchError.None, result.Error);
        return result.Chunk!;
    }
}
