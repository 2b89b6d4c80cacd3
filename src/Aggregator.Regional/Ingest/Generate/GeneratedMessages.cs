using System.Buffers;

namespace Aggregator.Regional.Ingest.Generate;

/// <summary>
/// A generator's logs as shippers send them to a topic: several logs a message, one a line, each message some time after
/// the last of its logs was due. Which logs a message holds and when it is shipped depend on its number alone. One thread.
/// </summary>
/// <param name="generator">Makes the logs.</param>
/// <param name="logs">How many there are; 0 for no end.</param>
/// <param name="logsPerMessage">Logs a message; the last one may have fewer.</param>
/// <param name="delay">Time from a message's last log to its arrival.</param>
public sealed class GeneratedMessages(LogGenerator generator, long logs, int logsPerMessage, ShippingDelay delay)
{
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly long _logs = logs == 0 ? long.MaxValue : logs;

    /// <summary>Messages in all; without an end, more than can ever be sent.</summary>
    private long Count => (_logs - 1) / logsPerMessage + 1;

    /// <summary>Every message, in the order in which they are shipped.</summary>
    public IEnumerable<ShippedMessage> InShippingOrder()
    {
        var waiting = new PriorityQueue<long, (long ShipMs, long Number)>();
        for (var next = 0L; ;)
        {
            // Whatever is not in the queue yet is shipped no earlier than its last log's time and the least delay.
            while (next < Count && (!waiting.TryPeek(out _, out var first) || LastDueMs(next) + delay.LeastMs <= first.ShipMs))
            {
                waiting.Enqueue(next, (LastDueMs(next) + delay.Of(next), next));
                next++;
            }
            if (!waiting.TryDequeue(out var number, out var shipped)) yield break;
            yield return new ShippedMessage(number, LogsOf(number), shipped.ShipMs);
        }
    }

    /// <summary>The message's bytes: its logs, one a line, the last without a line end.</summary>
    public byte[] Write(ShippedMessage message)
    {
        _buffer.ResetWrittenCount();
        var first = message.Number * logsPerMessage;
        for (var log = first; log < first + message.Logs; log++)
        {
            if (log > first) _buffer.Write("\n"u8);
            _buffer.Write(generator.Write(log));
        }
        return _buffer.WrittenSpan.ToArray();
    }

    private int LogsOf(long number) => (int)Math.Min(logsPerMessage, _logs - number * logsPerMessage);

    private long LastDueMs(long number) => generator.DueMs(number * logsPerMessage + LogsOf(number) - 1);
}

/// <summary>One message on its way.</summary>
/// <param name="Number">Its number, from 0, in the order of its logs.</param>
/// <param name="Logs">Logs in it.</param>
/// <param name="ShipMs">When it arrives at the broker, in ms since the Unix epoch.</param>
public readonly record struct ShippedMessage(long Number, int Logs, long ShipMs);
