using Aggregator.Core.Transport.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Topics;

/// <summary>
/// Reads messages of a topic beside whatever job reads it: partitions are assigned by hand and nothing is committed, so
/// that no group hears of it. One thread. Its clients log nothing: what fails is thrown.
/// </summary>
internal sealed class TopicReader : IDisposable
{
    // The client asks for a name although partitions are assigned by hand; nothing is ever stored under it.
    private const string NoGroup = "aggregator-inspect";
    private const int QueuedKilobytes = 4096;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    private readonly TopicReading _reading;
    private readonly IConsumer<Ignore, byte[]> _consumer;

    /// <exception cref="IOException">A file of a secret cannot be read.</exception>
    public TopicReader(TopicReading reading)
    {
        _reading = reading;
        var config = KafkaClients.ConsumerConfigOf(reading.Topic.Cluster, NoGroup, NoGroup, reading.Topic.Consumer);
        config.QueuedMaxMessagesKbytes = QueuedKilobytes;
        config.IsolationLevel = Isolation;
        _consumer = new ConsumerBuilder<Ignore, byte[]>(config).LogTo(NullLogger.Instance).Open();
    }

    private IsolationLevel Isolation => _reading.Uncommitted ? IsolationLevel.ReadUncommitted : IsolationLevel.ReadCommitted;

    /// <summary>The messages: of one partition after the other, or as they come when followed.</summary>
    /// <exception cref="KafkaClusterException">The brokers cannot be reached, or there is no such topic, partition or offset.</exception>
    public IEnumerable<TopicMessage> Read(CancellationToken stop)
    {
        // Asked first: when brokers are away, its failure has the cause.
        ClusterId.Read(_reading.Topic.Cluster, NoGroup, Timeout, stop);
        var ranges = Ranges();
        IEnumerable<IReadOnlyList<PartitionRange>> turns = _reading.Follow ? [ranges] : ranges.Where(range => range.From < range.End).Select(range => (PartitionRange[])[range]);
        var messages = turns.SelectMany(turn => Read(turn, stop));
        return _reading.Count is { } count ? messages.Take((int)Math.Min(count, int.MaxValue)) : messages;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private IEnumerable<TopicMessage> Read(IReadOnlyList<PartitionRange> ranges, CancellationToken stop)
    {
        _consumer.Assign(ranges.Select(range => new TopicPartitionOffset(Partition(range.Partition), range.From)));
        var ends = ranges.ToDictionary(range => range.Partition, range => _reading.Follow ? long.MaxValue : range.End);
        while (ends.Count > 0 && !stop.IsCancellationRequested)
        {
            if (Consume() is not { } result) continue;
            if (!ends.TryGetValue(result.Partition.Value, out var end)) continue;
            if (!result.IsPartitionEOF && result.Offset < end)
            {
                yield return new TopicMessage(result.Partition.Value, result.Offset, result.Message.Value ?? []);
            }
            // At its end there may be markers, or an open transaction, which no reader is shown: the client says that it is there.
            var isDone = result.IsPartitionEOF ? !_reading.Follow : result.Offset + 1 >= end;
            if (isDone) ends.Remove(result.Partition.Value);
        }
    }

    private ConsumeResult<Ignore, byte[]>? Consume()
    {
        try
        {
            return _consumer.Consume(Turn);
        }
        catch (ConsumeException e)
        {
            throw new KafkaClusterException($"The topic {_reading.Topic.Name} cannot be read further: {e.Error.Reason}.", e);
        }
    }

    private List<PartitionRange> Ranges()
    {
        using var offsets = new TopicOffsets(_reading.Topic, NoGroup, Isolation);
        var partitions = offsets.Partitions();
        if (_reading.Partition is not { } one) return [.. Enumerable.Range(0, partitions).Select(partition => RangeOf(partition, offsets))];
        if (one < partitions) return [RangeOf(one, offsets)];
        throw new KafkaClusterException($"The topic {_reading.Topic.Name} has no partition {one}: name one from 0 to {partitions - 1}.");
    }

    private PartitionRange RangeOf(int partition, TopicOffsets offsets)
    {
        var (begin, end) = offsets.EndsOf(partition);
        var wanted = _reading.From.Value;
        var from = _reading.From.Kind switch
        {
            TopicStartKind.Earliest => begin,
            TopicStartKind.Latest => end,
            TopicStartKind.Time => offsets.AtTime(partition, wanted) ?? end,
            _ when wanted >= begin && wanted <= end => wanted,
            _ => throw new KafkaClusterException($"Partition {partition} of {_reading.Topic.Name} has no position {wanted}: it holds {begin} to {end - 1}."),
        };
        return new PartitionRange(partition, from, end);
    }

    private TopicPartition Partition(int partition) => new(_reading.Topic.Name, partition);

    /// <summary>What to read of a partition: [From, End).</summary>
    private readonly record struct PartitionRange(int Partition, long From, long End);
}
