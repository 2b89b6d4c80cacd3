using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Regional;

/// <summary>The first start of a group, when something of it goes wrong.</summary>
public sealed class RegionalFirstStartTests
{
    [Fact]
    public async Task A_first_flush_that_fails_leaves_the_configured_start_as_it_was()
    {
        await using var region = new KafkaRegion(partitions: 1);
        for (var i = 0; i < 5; i++) await region.SendAsync(0, "before"u8.ToArray());
        var fault = region.Broker.Faults.Answer(ApiKey.TxnOffsetCommit, ErrorCode.IllegalGeneration);
        var worker = region.StartWorker(start: "latest");
        await fault.Acted.WaitAsync(TimeSpan.FromSeconds(30));
        await Eventually.Async(() => Task.FromResult(region.Committed(0)), committed => committed is not null);
        await region.ProduceAsync(0, 5);
        var flushes = await region.CountedAsync(5);
        region.AssertCountedOnce(flushes);
        Assert.Equal(5, flushes.SelectMany(flush => flush.Sources).Min(source => source.From));
        Assert.DoesNotContain("made anew", worker.Output, StringComparison.Ordinal);
    }
}
