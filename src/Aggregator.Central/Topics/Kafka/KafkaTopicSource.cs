using Aggregator.Central.Options;
using Aggregator.Core.Transport.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Aggregator.Central.Topics.Kafka;

/// <summary>
/// A region's compact topic on its own Kafka cluster: committed messages only, partitions assigned by hand, positions kept
/// by the centre. Brokers that are away, also at the start, are no error: the client reconnects and reads on by itself.
/// </summary>
public sealed partial class KafkaTopicSource : ITopicSource
{
    /// <summary>What brokers log and meter the central job as.</summary>
    internal const string Client = "aggregator-central";

    // The client wants a group's name. None is joined, and nothing is committed.
    private const string Group = "aggregator-central";

    private readonly string _region;
    private readonly string _topic;
    private readonly ILogger _logger;
    private readonly IConsumer<Ignore, byte[]?> _consumer;
    private readonly TopicWatch _watch;
    private readonly TopicProgress _progress;
    private readonly Queue<SourceItem> _resets = [];

    // The last error told of each partition, and of the client as a whole, until something is read.
    private readonly Dictionary<Partition, ErrorCode> _told = [];
    private TopicFacts _facts = TopicFacts.None;
    private long _errors;

    /// <summary>Makes the client; nothing is read before <see cref="Open"/>.</summary>
    /// <exception cref="IOException">A file of a secret cannot be read.</exception>
    public KafkaTopicSource(CentralRegionOptions region, ILogger logger)
    {
        (_region, _topic, _logger) = (region.Region, region.Kafka.Topic, logger);
        _consumer = new ConsumerBuilder<Ignore, byte[]?>(ConsumerConfigOf(region.Kafka))
            .SetErrorHandler((_, error) => Count(Partition.Any, error))
            .LogTo(logger)
            .Open();
        _watch = new TopicWatch(region, _consumer, logger);
        _progress = new TopicProgress(_region);
    }

    /// <inheritdoc/>
    public bool IsEmbedded => false;

    /// <summary>Source region.</summary>
    public string Region => _region;

    /// <summary>True while the brokers answer. Any thread.</summary>
    public bool IsReachable => _watch.Facts.IsReachable;

    /// <summary>Partitions of the topic, as far as known. Any thread.</summary>
    public int Partitions => _watch.Facts.Partitions;

    /// <summary>Errors that the client told since the start: connections, partitions, rights. Any thread.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>Offsets between what was read and the ends of the partitions; transaction markers count too. Any thread.</summary>
    public long UnreadMessages => _progress.Unread(_watch.Facts.Ends);

    /// <summary>The configuration of a region's consumer.</summary>
    /// <exception cref="IOException">A file of a secret cannot be read.</exception>
    public static ConsumerConfig ConsumerConfigOf(KafkaClusterOptions cluster)
    {
        var config = KafkaClients.ConsumerConfigOf(cluster, Client, Group);
        // 4 MB in its queue, and 4 MB a broker under way of which a partition may have half: sixty regions, a broker each, fit
        // into half a gigabyte, and a backlog of one takes no memory from the others. What an operator writes wins.
        SetUnlessGiven("queued.max.messages.kbytes", "4096");
        SetUnlessGiven("max.partition.fetch.bytes", "2097152");
        SetUnlessGiven("fetch.max.bytes", "4194304");
        config.ConsumeResultFields = "none";
        return config;

        void SetUnlessGiven(string name, string value)
        {
            if (!cluster.Properties.ContainsKey(name)) config.Set(name, value);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, StreamPosition> Open(IReadOnlyDictionary<string, StreamPosition> positions)
    {
        var own = new Dictionary<string, StreamPosition>(StringComparer.Ordinal);
        foreach (var (stream, position) in positions)
        {
            if (!BatchAddress.TryPartitionOf(stream, _region, out var partition)) continue;
            own.Add(stream, position);
            _progress.Set(partition, position.Resume);
        }
        if (own.Count > 0) Assign();
        _watch.Start();
        return own;
    }

    /// <inheritdoc/>
    public SourceItem Read()
    {
        TakeFacts();
        if (_resets.TryDequeue(out var reset)) return reset;
        try
        {
            return _consumer.Consume(TimeSpan.Zero) is { } result ? ItemOf(result) : SourceItem.Nothing;
        }
        catch (ConsumeException e)
        {
            Failed(e);
            return SourceItem.Nothing;
        }
        catch (KafkaException e)
        {
            Count(Partition.Any, e.Error);
            return SourceItem.Nothing;
        }
    }

    /// <summary>Nothing: the topic's retention frees it.</summary>
    public void Release(string stream, long position)
    {
    }

    /// <inheritdoc/>
    public string NameOf(string stream, long position) => $"{stream}/{position}";

    /// <inheritdoc/>
    public string RemedyFor(string stream, long position) =>
        $"If it cannot be mended, start the central job with --skip {NameOf(stream, position)} to go on behind it; what it holds is missing then.";

    /// <summary>Tells the source's thread to end, so that the sources of many regions need not be waited for one by one.</summary>
    public void BeginStop() => _watch.BeginStop();

    /// <inheritdoc/>
    public void Dispose()
    {
        _watch.Dispose();
        _consumer.Dispose();
    }

    /// <summary>Reads partitions that are new, and goes on where the brokers' answers say after a position was refused.</summary>
    private void TakeFacts()
    {
        var facts = _watch.Facts;
        if (ReferenceEquals(facts, _facts)) return;
        _facts = facts;
        var changed = _progress.AddUpTo(facts.Partitions);
        foreach (var reset in _progress.Answer(facts))
        {
            changed = true;
            if (reset.Kind != SourceItemKind.Nothing) _resets.Enqueue(reset);
        }
        if (changed) Assign();
    }

    private void Assign() =>
        _consumer.Assign(_progress.NextOffsets.Select(entry => new TopicPartitionOffset(_topic, entry.Key, entry.Value)));

    private SourceItem ItemOf(ConsumeResult<Ignore, byte[]?> result)
    {
        var (partition, offset) = (result.Partition.Value, result.Offset.Value);
        var stream = BatchAddress.StreamOf(_region, partition);
        _told.Remove(result.Partition);
        _told.Remove(Partition.Any);
        var next = result.IsPartitionEOF ? offset : offset + 1;
        _progress.Set(partition, next);
        return result.IsPartitionEOF
            ? new SourceItem(SourceItemKind.End, stream, next, next, default)
            // A tombstone has no content; to the reader it is as unreadable as an empty message.
            : new SourceItem(SourceItemKind.Message, stream, offset, next, result.Message.Value);
    }

    /// <summary>
    /// A position that the topic does not have stops its partition: the brokers are asked what they have, and their answer
    /// decides. All else mends itself or waits for an operator, while the client goes on trying.
    /// </summary>
    private void Failed(ConsumeException failure)
    {
        Count(failure.ConsumerRecord.Partition, failure.Error);
        if (failure.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
            _progress.Refuse(failure.ConsumerRecord.Partition.Value, _watch.Ask());
    }

    private void Count(Partition partition, Error error)
    {
        Interlocked.Increment(ref _errors);
        if (IsToldElsewhere(error.Code)) return;
        // A refused topic would be told with every fetch.
        if (_told.GetValueOrDefault(partition) == error.Code) return;
        _told[partition] = error.Code;
        Refused(_logger, _region, error.Reason);
    }

    /// <summary>Unreachable brokers are told by the watch, refused positions once they are decided.</summary>
    private static bool IsToldElsewhere(ErrorCode code) => code is ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown
        or ErrorCode.Local_Resolve or ErrorCode.Local_TimedOut or ErrorCode.Local_AutoOffsetReset;

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message =
        "Reading the compact topic of region {Region} failed: {Reason}. It is tried again; check the topic and this client's rights to read it.")]
    private static partial void Refused(ILogger logger, string region, string reason);
}
