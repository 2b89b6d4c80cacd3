using System.Diagnostics;
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
        Assert.Equal(FlushText.Of(flush.Rows), FlushText.Of(chunks.SelectMany(chunk => chunk.Flush.Rows)));
    }

    [Fact]
    public void Sources_and_outcomes_that_fit_are_on_the_last_chunk_only()
    {
        var flush = RealisticFlush.Create(logs: 5_000);
        var chunks = BatchWriter.Write(flush, 20_000).Select(batch => BatchReader.Read(batch).Chunk!).ToArray();

        Assert.All(chunks.SkipLast(1), chunk => Assert.Empty(chunk.Flush.Sources));
        Assert.All(chunks.SkipLast(1), chunk => Assert.Empty(chunk.Flush.Outcomes));
        Assert.Equal(flush.Sources, chunks[^1].Flush.Sources);
        Assert.Equal(flush.Outcomes, chunks[^1].Flush.Outcomes);
    }

    [Fact]
    public void A_limit_below_a_single_item_gives_chunks_of_one_item()
    {
        var flush = RealisticFlush.Create(logs: 50);
        var chunks = BatchWriter.Write(flush, maxChunkBytes: 1).Select(batch => BatchReader.Read(batch).Chunk!).ToArray();

        Assert.All(chunks, chunk => Assert.Equal(1, chunk.Flush.Rows.Count + chunk.Flush.Sources.Count + chunk.Flush.Outcomes.Count));
        Assert.Equal(flush.Rows.Count + flush.Sources.Count + flush.Outcomes.Count, chunks.Length);
    }

    [Fact]
    public void A_hundred_thousand_files_are_cut_like_rows_in_linear_time()
    {
        var flush = RealisticFlush.Create(logs: 100);
        SourceProgress[] files = [.. Enumerable.Range(0, 100_000).Select(i => flush.Sources[0] with
        {
            Id = new SourceId("file", $"0a1b2c3d-800000011-{1_000_000 + i}-1024-0123456789abcdef-0", 0), PartitionCount = 1,
        })];
        var begun = Stopwatch.GetTimestamp();
        var batches = BatchWriter.Write(flush with { Sources = files });
        Assert.All(batches, batch => Assert.InRange(batch.Length, 1, BatchWriter.DefaultMaxChunkBytes));
        var chunks = batches.Select(batch => BatchReader.Read(batch).Chunk!).ToList();
        Assert.InRange(Stopwatch.GetElapsedTime(begun).TotalSeconds, 0, 10);
        Assert.Equal(files, chunks.SelectMany(chunk => chunk.Flush.Sources));
        Assert.Equal(flush.Outcomes, chunks.SelectMany(chunk => chunk.Flush.Outcomes));
    }
}
