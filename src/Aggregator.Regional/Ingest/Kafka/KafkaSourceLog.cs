using Aggregator.Regional.Options;
using Microsoft.Extensions.Logging;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>What the Kafka source logs.</summary>
internal static partial class KafkaSourceLog
{
    [LoggerMessage(1, LogLevel.Information, "Nothing is committed of the topic {Topic}: all its partitions begin at the configured start ({Kind}).")]
    public static partial void FirstStart(this ILogger logger, string topic, StartKind kind);

    [LoggerMessage(2, LogLevel.Information, "Partition {Partition} of {Topic} was added: it is read from its beginning, position {Low}.")]
    public static partial void AddedPartition(this ILogger logger, string topic, int partition, long low);

    [LoggerMessage(
        3, LogLevel.Error,
        "Retention has passed the position {From} of partition {Partition} of {Topic}: {Lost} positions are lost, reading goes on at {Next}. "
        + "Keep the topic for longer, or add workers.")]
    public static partial void PositionPassed(this ILogger logger, string topic, int partition, long from, long next, long lost);

    [LoggerMessage(
        4, LogLevel.Error,
        "The position {Position} of partition {Partition} of {Topic} lay beyond its end, which is {End} now: the topic was made anew or cut off. "
        + "Reading goes on at its beginning, position {Next}; what the old topic still held is lost. Commit other positions for the group if that is not wanted.")]
    public static partial void PositionBeyondEnd(this ILogger logger, string topic, int partition, long position, long end, long next);

    [LoggerMessage(5, LogLevel.Information, "Reads {Count}: {Partitions}.")]
    public static partial void Assigned(this ILogger logger, string count, string partitions);

    [LoggerMessage(6, LogLevel.Information, "Gave {Count} away, after a flush.")]
    public static partial void Revoked(this ILogger logger, string count);

    [LoggerMessage(
        7, LogLevel.Warning,
        "Lost {Count} to other workers, which read again what was not flushed. "
        + "If this comes back, look for long pauses of this process or its network.")]
    public static partial void Lost(this ILogger logger, string count);

    [LoggerMessage(8, LogLevel.Warning, "The topic {Topic} cannot be read ({Reason}); create it, or mend sources.kafka.topic. It is tried on.")]
    public static partial void TopicMissing(this ILogger logger, string topic, string reason);

    [LoggerMessage(
        10, LogLevel.Error,
        "Nothing is committed any more of the topic {Topic}, which was read before: it was made anew. It is read from its beginning; "
        + "what the old topic still held is lost. Let workers come to the end of a topic before it is deleted.")]
    public static partial void MadeAnew(this ILogger logger, string topic);

    [LoggerMessage(
        11, LogLevel.Error,
        "Partition {Partition} of {Topic} cannot be read from position {Position} on ({Reason}). Nothing of it is skipped: it is tried again by the "
        + "next session, after a flush. Grant the right to read it, or commit a position behind it for the group, which loses what lies between.")]
    public static partial void PartitionFailed(this ILogger logger, string topic, int partition, long position, string reason);

    [LoggerMessage(9, LogLevel.Warning, "The position {Position} of partition {Partition} of {Topic} cannot be read ({Reason}); it is looked up anew, after a flush.")]
    public static partial void PositionRefused(this ILogger logger, string topic, int partition, long position, string reason);
}
