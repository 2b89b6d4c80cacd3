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
        if (message.IsEmpty) receiver.Take(partition, message, new LogArrival(position, arrivedMs, MalformedReasons.Empty));
        while (!message.IsEmpty)
        {
            // No line in it is too long: whoever reads a log finds its end.
            message = message[(message.Length <= maxLineBytes
                ? receiver.TakeFirst(partition, message, endIsLineEnd: true, new LogArrival(position, arrivedMs))
                : TakeFirst(message, maxLineBytes, partition, receiver, new LogArrival(position, arrivedMs)))..];
        }
    }

    private static int TakeFirst(ReadOnlySpan<byte> message, int maxLineBytes, SourcePartition partition, LogReceiver receiver, LogArrival arrival)
    {
        var length = LogLine.First(message, endIsLineEnd: true, out var line);
        var tooLong = line.Length > maxLineBytes;
        if (tooLong) line = line[..Math.Min(maxLineBytes, LineReader.MaxHeadBytes)];
        receiver.Take(partition, line, arrival with { Damage = LogArrival.DamageOf(tooLong) });
        return length;
    }
}
