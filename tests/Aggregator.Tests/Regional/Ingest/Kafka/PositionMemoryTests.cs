using Aggregator.Regional.Ingest.Kafka;
using Confluent.Kafka;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest.Kafka;

public sealed class PositionMemoryTests
{
    private static readonly TopicPartition Partition = new("logs", 3);

    [Theory]
    [InlineData(500, 0, true)]
    [InlineData(500, 500, true)]
    [InlineData(500, 503, false)] // retention has passed it: a counted loss, and the same topic
    [InlineData(5000, 0, false)] // another worker read on from the new topic's beginning meanwhile
    [InlineData(499, 0, false)]
    public void A_refused_position_was_beyond_the_end_while_it_is_the_committed_one(long committed, long low, bool expected)
    {
        var memory = new PositionMemory();
        memory.Refuse(Partition, 502, committed: 500);
        Assert.Equal(expected, memory.WasBeyondEnd(Partition, committed, low));
        Assert.False(memory.WasBeyondEnd(new TopicPartition("logs", 4), committed, low));
    }
}
