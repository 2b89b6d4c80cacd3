using System.Globalization;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Core.Wire;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>
/// The committed messages in a range of one partition, read beside whatever job reads it: the partition is assigned by hand
/// and nothing is committed. It connects at its first poll.
/// </summary>
public sealed class KafkaSliceSource : IBoundedLogSource
{
    // Longer than brokers keep a transaction open whose producer is gone, and than a broker takes to come back.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan WorkPerPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    private readonly KafkaSlice _slice;
    private readonly ConsumerConfig _config;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly MessageBuffer _buffer = new();
    private readonly SourcePartition _partition;
    private readonly SourcePartition[] _partitions;
    private IConsumer<Ignore, int>? _consumer;
    private long _heardAt;

    /// <param name="slice">What to read.</param>
    /// <param name="config">The consumer's configuration, as <see cref="KafkaClients.ConsumerConfigOf"/> makes it.</param>
    /// <param name="outOfOrdernessMs">The watermark's bound.</param>
    /// <param name="time">Measures silence, and how long a poll has worked.</param>
    /// <param name="logger">Hears what the client says.</param>
    public KafkaSliceSource(KafkaSlice slice, ConsumerConfig config, long outOfOrdernessMs, TimeProvider time, ILogger logger)
    {
        (_slice, _config, _time, _logger) = (slice, config, time, logger);
        _partition = new SourcePartition(slice.Id, slice.Partitions, slice.From, outOfOrdernessMs) { States = SourceStates.Historic };
        _partitions = [_partition];
        EndAt(slice.From);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<SourcePartition> Partitions => _partitions;

    /// <inheritdoc/>
    public bool IsCompleted { get; private set; }

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{_slice.Id.Topic}/{_slice.Id.Partition}");

    /// <summary>Positions of the slice that were passed so far.</summary>
    public long Progress => _partition.Next - _slice.From;

    /// <inheritdoc/>
    public string? Problem { get; private set; }

    /// <inheritdoc/>
    public int Poll(LogReceiver receiver, long nowMs)
    {
        _consumer ??= Open();
        var begun = _time.GetTimestamp();
        var messages = 0;
        while (!IsCompleted && Next() is { } result)
        {
            _heardAt = _time.GetTimestamp();
            var position = result.Offset.Value;
            if (!result.IsPartitionEOF && position < _slice.To)
            {
                Take(result, position, receiver, nowMs);
                messages++;
            }
            else
            {
                EndAt(position);
            }
            if (_time.GetElapsedTime(begun) >= WorkPerPoll) break;
        }
        if (!IsCompleted && _time.GetElapsedTime(_heardAt) > LongestSilence) Fail(WhySilent());
        return messages;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _consumer?.Close();
        _consumer?.Dispose();
    }

    private IConsumer<Ignore, int> Open()
    {
        _heardAt = _time.GetTimestamp();
        var consumer = new ConsumerBuilder<Ignore, int>(_config).SetValueDeserializer(_buffer).LogTo(_logger).Open();
        consumer.Assign(new TopicPartitionOffset(_slice.Id.Topic, _slice.Id.Partition, _slice.From));
        return consumer;
    }

    private ConsumeResult<Ignore, int>? Next()
    {
        try
        {
            return _consumer!.Consume(Turn);
        }
        catch (ConsumeException e)
        {
            Fail($"it cannot be read on from position {_partition.Next}: {e.Error.Reason}");
            return null;
        }
    }

    private void Take(ConsumeResult<Ignore, int> result, long position, LogReceiver receiver, long nowMs)
    {
        Pass(position);
        var arrivedMs = MessageTime.ArrivedMs(result.Message.Timestamp, nowMs);
        MessageLines.HandOver(_buffer.Value(result.Message.Value), _slice.MaxLineBytes, _partition, position, arrivedMs, receiver);
        _partition.Next = position + 1;
        _partition.Messages++;
        EndAt(_partition.Next);
    }

    /// <summary>What lies between is transaction markers, aborted or compacted: no logs.</summary>
    private void Pass(long position)
    {
        _partition.Holes += position - _partition.Next;
        _partition.Next = position;
    }

    /// <summary>The end, if <paramref name="position"/> is not before it; else an open transaction holds readers back, for a while.</summary>
    private void EndAt(long position)
    {
        if (position < _slice.To) return;
        Pass(Math.Max(_partition.Next, _slice.To));
        _partition.States |= SourceStates.Ended;
        IsCompleted = true;
    }

    private string WhySilent() => string.Create(
        CultureInfo.InvariantCulture,
        $"brokers gave nothing more for {LongestSilence.TotalSeconds} s at position {_partition.Next} of {_slice.To}: they are away, or a transaction is open there; try again");

    private void Fail(string problem)
    {
        Problem = problem;
        IsCompleted = true;
    }
}

/// <summary>The messages in <c>[From, To)</c> of a partition.</summary>
/// <param name="Id">The partition, as the regional job names it.</param>
/// <param name="Partitions">Partitions of the topic.</param>
/// <param name="From">First position.</param>
/// <param name="To">Position after the last; the topic must reach it.</param>
/// <param name="MaxLineBytes">Longest log.</param>
public sealed record KafkaSlice(SourceId Id, int Partitions, long From, long To, int MaxLineBytes);
