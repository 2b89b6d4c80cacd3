using Aggregator.Core.Telemetry;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Telemetry;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>
/// Logs from topics, as a member of the region's consumer group. Nothing of a partition is kept after it was given away:
/// brokers check who commits, not for which partition, so logs that are kept would be counted twice. Lives for one session:
/// what fails is not mended here.
/// </summary>
public sealed class KafkaLogSource : ILogSource
{
    private static readonly TimeSpan WorkPerPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan SnapshotEvery = TimeSpan.FromSeconds(1);

    private readonly SourceTopics _topics;
    private readonly KafkaTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MessageBuffer _buffer = new();
    private readonly IConsumer<Ignore, int> _consumer;
    private readonly StartResolver _starts;
    private readonly EndWatch _ends;
    private readonly long _begunAt;
    private readonly Dictionary<TopicPartition, AssignedPartition> _assigned = [];
    private List<SourcePartition> _partitions = [];
    private AssignedPartition? _current;
    private Exception? _failure;
    private bool _isClosing;
    private long _snapshotAt;

    /// <summary>Joins the group; nothing is read before the first poll.</summary>
    /// <param name="config">The consumer's configuration, with group and instance.</param>
    /// <param name="topics">What to read.</param>
    /// <param name="telemetry">Told of assignments and lag.</param>
    /// <param name="time">Wall time.</param>
    /// <param name="logger">Told of assignments and lost positions.</param>
    /// <param name="stop">Ends waits.</param>
    public KafkaLogSource(
        ConsumerConfig config, SourceTopics topics, KafkaTelemetry telemetry, TimeProvider time, ILogger logger, CancellationToken stop)
    {
        (_topics, _telemetry, _time, _logger) = (topics, telemetry, time, logger);
        _begunAt = _snapshotAt = time.GetTimestamp();
        // A topic's name is a new string for every message: it is left out where there is one only.
        config.ConsumeResultFields = topics.Topics.Count == 1 ? "timestamp" : "timestamp,topic";
        _consumer = new ConsumerBuilder<Ignore, int>(config)
            .SetValueDeserializer(_buffer)
            .SetPartitionsAssignedHandler((_, partitions) => Assigned(partitions))
            .SetPartitionsRevokedHandler((_, partitions) => Revoked(partitions.Count))
            .SetPartitionsLostHandler((_, partitions) => Lost(partitions.Count))
            .LogTo(logger)
            .Open();
        _starts = new StartResolver(topics, time, logger, stop);
        _ends = new EndWatch(_consumer, TimeSpan.FromMilliseconds(topics.IdleAfterMs / 3.0), ClockMs);
        Group = new GroupOffsets(_consumer);
        _consumer.Subscribe(topics.Topics.Select(topic => topic.Name));
    }

    /// <summary>The positions that flushes commit.</summary>
    public GroupOffsets Group { get; }

    /// <summary>Makes a flush durable; called in the middle of a poll, before partitions are given away.</summary>
    public Action? Revoking { get; set; }

    /// <summary>
    /// Why the source completed: a position must be looked up anew, or a partition cannot be read. What was read is flushed, and the
    /// next session goes on.
    /// </summary>
    public SessionEnd? CompletedBecause { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyCollection<SourcePartition> Partitions => _partitions;

    /// <inheritdoc/>
    public bool IsCompleted => CompletedBecause is not null;

    /// <inheritdoc/>
    public bool NeedsFlush { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="SourceFailedException">The session is over; nothing that was read since the last flush may be flushed.</exception>
    public int Poll(LogReceiver receiver, long nowMs)
    {
        // Whoever polls has flushed what was asked for: the starts are committed.
        if (NeedsFlush) _topics.Memory.CommittedTopics.UnionWith(_assigned.Keys.Select(partition => partition.Topic));
        NeedsFlush = false;
        var begun = _time.GetTimestamp();
        var messages = 0;
        while (!IsCompleted && !NeedsFlush && Next() is { } result)
        {
            if (Find(result) is { } partition)
            {
                if (result.IsPartitionEOF) ReachEnd(partition, result.Offset.Value);
                else Take(partition, result, receiver, nowMs);
            }
            messages++;
            if (_time.GetElapsedTime(begun) >= WorkPerPoll) break;
        }
        AdvanceIdle(nowMs);
        return IsCompleted ? 0 : messages;
    }

    /// <summary>
    /// Flushes nothing. The brokers are told nothing either: the group keeps a static member's partitions for it until its
    /// session times out.
    /// </summary>
    public void Dispose()
    {
        _isClosing = true;
        _ends.Dispose();
        try
        {
            // Destroying alone would wait for ever for a rebalance that nobody polled for while a flush failed.
            _consumer.Close();
        }
        catch (KafkaException)
        {
            // A member that was fenced has nothing to leave; why it was is told already.
        }
        finally
        {
            _consumer.Dispose();
        }
    }

    /// <summary>What the client has ready; null for nothing.</summary>
    private ConsumeResult<Ignore, int>? Next()
    {
        ConsumeResult<Ignore, int>? result = null;
        try
        {
            result = _consumer.Consume(0);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && e.Error.Code is ErrorCode.Local_AutoOffsetReset)
        {
            // Handled by a new session, which looks up every position: the same way as at any start.
            var at = e.ConsumerRecord;
            CompletedBecause = SessionEnd.Position;
            var partition = new TopicPartition(TopicOf(at.Topic), at.Partition);
            if (_assigned.TryGetValue(partition, out var refused)) _topics.Memory.Refuse(partition, at.Offset.Value, refused.Progress.Next);
            _logger.PositionRefused(TopicOf(at.Topic), at.Partition.Value, at.Offset.Value, e.Error.Reason);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && e.Error.Code is ErrorCode.UnknownTopicOrPart)
        {
            _logger.TopicMissing(TopicOf(e.ConsumerRecord.Topic), e.Error.Reason);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && e.ConsumerRecord is { Partition.IsSpecial: false } at)
        {
            // To read on would pass over the logs that cannot be read. The other partitions are flushed first, so that they get on.
            CompletedBecause = SessionEnd.Partition;
            _logger.PartitionFailed(TopicOf(at.Topic), at.Partition.Value, _assigned.GetValueOrDefault(at.TopicPartition)?.Progress.Next ?? at.Offset.Value, e.Error.Reason);
        }
        catch (KafkaException e)
        {
            throw new SourceFailedException(WhyFailed(e.Error), e) { End = SessionEnd.Consumer };
        }
        if (_failure is { } failure) throw Failed(failure);
        return result;
    }

    private static string WhyFailed(Error error) => error.Code is ErrorCode.FencedInstanceId
        ? "another process runs under this worker's name; give each process its own (--worker)"
        : $"the consumer failed ({error.Code}: {error.Reason})";

    private static Exception Failed(Exception failure) => failure switch
    {
        SourceFailedException or OperationCanceledException => failure,
        _ => new SourceFailedException($"an assignment could not be taken or given away: {failure.Message}", failure)
        {
            End = failure is IOException ? SessionEnd.Flush : SessionEnd.Start,
        },
    };

    private void Take(AssignedPartition partition, ConsumeResult<Ignore, int> result, LogReceiver receiver, long nowMs)
    {
        var position = result.Offset.Value;
        if (position < partition.Progress.Next) throw new SourceFailedException($"position {position} of {partition.Id} came after {partition.Progress.Next}");
        if (partition.IsAtEnd) _ends.Remove(partition.Id);
        partition.Reach(position);
        MessageLines.HandOver(
            _buffer.Value(result.Message.Value), partition.Topic.MaxLineBytes, partition.Progress, position,
            MessageTime.ArrivedMs(result.Message.Timestamp, nowMs), receiver);
        partition.Pass();
    }

    private void ReachEnd(AssignedPartition partition, long position)
    {
        partition.ReachEnd(position);
        _ends.Add(partition.Id, position);
    }

    private void AdvanceIdle(long nowMs)
    {
        var clockMs = ClockMs();
        while (_ends.TryTake(out var confirmed))
        {
            if (_assigned.TryGetValue(confirmed.Partition, out var partition)) partition.ConfirmEnd(confirmed.Position, confirmed.AskedMs);
        }
        foreach (var partition in _assigned.Values) partition.AdvanceIdle(nowMs, clockMs, _topics.IdleAfterMs);
        if (_time.GetElapsedTime(_snapshotAt) >= SnapshotEvery) ShowLag();
    }

    private long ClockMs() => (long)_time.GetElapsedTime(_begunAt).TotalMilliseconds;

    private void ShowLag()
    {
        _snapshotAt = _time.GetTimestamp();
        _telemetry.Positions = [.. _assigned.Values.Select(LagOf)];
    }

    private PartitionLag LagOf(AssignedPartition partition)
    {
        // As of the last fetch: no question to the broker.
        var high = _consumer.GetWatermarkOffsets(partition.Id).High;
        var lag = high == Offset.Unset ? 0 : Math.Max(0, high.Value - partition.Progress.Next);
        return new PartitionLag(partition.Id.Topic, partition.Id.Partition.Value, partition.Progress.Next, lag, partition.Progress.Watermark.IsIdle);
    }

    /// <summary>The partition of a message; null when it is not ours any more.</summary>
    private AssignedPartition? Find(ConsumeResult<Ignore, int> result)
    {
        var topic = TopicOf(result.Topic);
        if (_current is { } current && current.Id.Partition == result.Partition && string.Equals(current.Id.Topic, topic, StringComparison.Ordinal)) return current;
        return _current = _assigned.GetValueOrDefault(new TopicPartition(topic, result.Partition));
    }

    private string TopicOf(string? topic) => topic ?? _topics.Topics[0].Name;

    private List<TopicPartitionOffset> Assigned(List<TopicPartition> partitions)
    {
        // An assignment that nobody polled for comes with the close, in which the client has no membership to tell: it would crash.
        if (_isClosing) return [];
        try
        {
            // First: what follows takes time, in which this member may be thrown out and forget its generation.
            var member = _consumer.ConsumerGroupMetadata;
            var start = _starts.Resolve(_consumer, partitions);
            foreach (var each in start.Mine) Begin(each);
            _partitions = [.. _assigned.Values.Select(partition => partition.Progress)];
            Group.Begin(member, start.Others);
            NeedsFlush = start.Mine.Count > 0;
            _telemetry.Assigned();
            _logger.Assigned(Quantity.Of(partitions.Count, "partition"), start.Mine.Count == 0 ? "others have them all" : string.Join(", ", start.Mine.Select(each => $"{each.Partition.Topic}/{each.Partition.Partition.Value} from {each.Next}")));
            ShowLag();
            return [.. start.Mine.Select(each => new TopicPartitionOffset(each.Partition, each.Next))];
        }
        catch (Exception e) when (e is KafkaException or KafkaClusterException or OperationCanceledException)
        {
            // The client swallows nothing here, but it would go on with the assignment: the poll ends the session.
            _failure ??= e;
            return [];
        }
    }

    private void Begin(PartitionStart start)
    {
        var topic = _topics.Topics.First(each => string.Equals(each.Name, start.Partition.Topic, StringComparison.Ordinal));
        var id = new Core.Wire.SourceId(_topics.ClusterId, start.Partition.Topic, start.Partition.Partition.Value);
        var progress = new SourcePartition(id, start.PartitionCount, start.From, _topics.OutOfOrdernessMs) { Next = start.Next, Lost = start.Lost };
        _assigned[start.Partition] = new AssignedPartition(start.Partition, topic, progress);
    }

    private void Revoked(int partitions)
    {
        if (_isClosing) return;
        try
        {
            // After a failure there is nothing left that may be flushed.
            if (_failure is null) Revoking?.Invoke();
            _telemetry.Revoked();
            _logger.Revoked(Quantity.Of(partitions, "partition"));
        }
        catch (IOException e)
        {
            _failure ??= e;
        }
        Drop();
    }

    private void Lost(int partitions)
    {
        if (_isClosing) return;
        // Others read these partitions already: a flush would count their logs twice, or be refused.
        _telemetry.Lost();
        _logger.Lost(Quantity.Of(partitions, "partition"));
        _failure ??= new SourceFailedException("partitions were lost to other workers") { End = SessionEnd.Lost };
        Drop();
    }

    private void Drop()
    {
        _assigned.Clear();
        _partitions = [];
        _current = null;
        _ends.Clear();
        Group.End();
        _telemetry.Unassigned();
    }
}
