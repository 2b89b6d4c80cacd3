using Confluent.Kafka;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>When a message's logs arrived.</summary>
internal static class MessageTime
{
    /// <summary>
    /// The record's timestamp, but not after <paramref name="nowMs"/>; now, when there is none. (Producers may leave it out, which is
    /// -1 then.) The same whenever the message is read, so that its logs have the same outcomes in the job and in a replay.
    /// </summary>
    public static long ArrivedMs(Timestamp timestamp, long nowMs) =>
        timestamp.Type == TimestampType.NotAvailable || timestamp.UnixTimestampMs < 0 ? nowMs : Math.Min(timestamp.UnixTimestampMs, nowMs);
}
