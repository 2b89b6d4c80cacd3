using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Kafka;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Regional;

/// <summary>What the Kafka source believes of a partition that is at its end, by a clock that the test sets.</summary>
public sealed class IdlePartitionTests
{
    private static readonly TimeSpan IdleAfter = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task An_end_that_was_confirmed_before_a_long_wait_is_not_believed_after_it()
    {
        using var broker = TestBroker.Start();
        broker.CreateTopic("logs");
        var clock = new ShiftedTime();
        var source = LogsOf.Broker(broker, clock, IdleAfter);
        try
        {
            await Eventually.Async(() => Task.FromResult(Poll(source, clock)), partition => partition is { Watermark.IsIdle: true });

            // Confirmed twice more while nobody polls, as during a flush that takes long; then the broker is gone.
            var asked = broker.Requests[ApiKey.ListOffsets];
            await Eventually.Async(() => Task.FromResult(broker.Requests[ApiKey.ListOffsets]), now => now >= asked + 6);
            broker.Stop();
            var before = source.Partitions.Single().Watermark.WatermarkMs;
            clock.Shift += TimeSpan.FromMinutes(1);
            var after = Poll(source, clock)!.Watermark;
            Assert.False(after.IsIdle);
            Assert.Equal(before, after.WatermarkMs);
        }
        finally
        {
            source.DisposeInTime("the source");
        }
    }

    private static SourcePartition? Poll(KafkaLogSource source, TimeProvider clock)
    {
        source.Poll(LogReceiver.Of((_, _, in _) => { }), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return source.Partitions.SingleOrDefault();
    }

    /// <summary>The system's time, and more.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;

        public override long GetTimestamp() => base.GetTimestamp() + (long)(Shift.TotalSeconds * TimestampFrequency);
    }
}
