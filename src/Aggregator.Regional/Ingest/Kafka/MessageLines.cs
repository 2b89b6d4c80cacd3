using Aggregator.Regional.Ingest.Files;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>
/// Cuts a message into its logs: one, or many, one a line that ends in LF or CRLF. A message of no bytes is one damaged
/// log; blank lines beside logs are none.
/// </summary>
internal static class MessageLines
{
    /// <summary>Hands every log of a message to <paramref name="receiver"/>; all have the message's position.</summary>
    public static void HandOver(
        ReadOnlySpan<byte> message, int maxLineBytes, SourcePartition partition, long position, long arrivedMs, LogReceiver receiver)
    {
        if (message.IsEmpty)
        {
            receiver(partition, message, new LogArrival(position, arrivedMs, MalformedReasons.Empty));
            return;
        }
        while (!message.IsEmpty)
        {
            var end = message.IndexOf((byte)'\n');
            var line = end < 0 ? message : message[..end];
            message = end < 0 ? default : message[(end + 1)..];
            if (line.EndsWith("\r"u8)) line = line[..^1];
            var tooLong = line.Length > maxLineBytes;
            if (tooLong) line = line[..Math.Min(maxLineBytes, LineReader.MaxHeadBytes)];
            receiver(partition, line, new LogArrival(position, arrivedMs, LogArrival.DamageOf(tooLong)));
        }
    }
}
