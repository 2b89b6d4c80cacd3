using Aggregator.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Core.Wire;

public sealed class BatchChunkTests
{
    [Theory]
    [InlineData(2_000)]
    [InlineData(20_000)]
    [InlineData(100_000)]
    public void No_chunk_is_longer_than_asked_and_few_are_much_shorter(int maxChunkBytes)
    {
        var batches = BatchWriter.Write(RealisticFlush.Create(logs: 10_000), maxChunkBytes);
        Assert.All(batches, batch => Assert.True(batch.Length <= maxChunkBytes, $"{batch.Length} bytes"));
        Assert.All(batches.SkipLast(2), batch => Assert.True(batch.Length >= maxChunkBytes * 0.6, $"only {batch.Length} bytes"));
    }

    [Fact]
    public void Each_chunk_can_be_read_without_the_others_and_says_which_it_is()
    {
        var flush = RealisticFlush.Create(logs: 5_000);
        var chunks = BatchWriter.Write(flush, 20_000).Select(batch => BatchReader.Read(batch).Chunk!).ToArray();

        Assert.True(chunks.Length > 1);
        Assert.Equal(Enumerable.Range(0, chunks.Length), chunks.Select(chunk => chunk.Index));
        Assert.All(chunks, chunk => Assert.Equal(chunks.Length, chunk.Count));
        Assert.All(chunks, chunk => Assert.Equal(flush.Id, chunk.Flush.Id));
        Assert.Equal(FlushText.Of(flush.Rows), FlushText.Of(chunks.SelectMany(chunk => chunk.Rows)));
    }

    [Fact]
    public void Sources_and_outcomes_are_on_the_last_chunk_only()
    {
        var flush = RealisticFlush.Create(logs: 5_000);
        var chunks = BatchWriter.Write(flush, 20_000).Select(batch => BatchReader.Read(batch).Chunk!).ToArray();

        Assert.All(chunks.SkipLast(1), chunk => Assert.Empty(chunk.Flush.Sources));
        Assert.All(chunks.SkipLast(1), chunk => Assert.Empty(chunk.Flush.Outcomes));
        Assert.Equal(flush.Sources, chunks[^1].Flush.Sources);
        Assert.Equal(flush.Outcomes, chunks[^1].Flush.Outcomes);
    }

    [Fact]
    public void A_limit_below_a_single_row_gives_chunks_of_one_row()
    {
        var flush = RealisticFlush.Create(logs: 50);
        var chunks = BatchWriter.Write(flush, maxChunkBytes: 1).Select(batch => BatchReader.Read(batch).Chunk!).ToArray();

        Assert.All(chunks.SkipLast(1), chunk => Assert.Single(chunk.Rows));
        Assert.Empty(chunks[^1].Rows);
    }
}
