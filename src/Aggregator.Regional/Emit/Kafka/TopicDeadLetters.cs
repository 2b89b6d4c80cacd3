using System.Buffers;
using Aggregator.Core.Wire;

namespace Aggregator.Regional.Emit.Kafka;

/// <summary>
/// Logs that could not be aggregated, held until the flush that covers them sends them to a topic with it (see
/// <see cref="DeadLetterText"/>): exactly once when the flush is. One thread, one session.
/// </summary>
public sealed class TopicDeadLetters(TimeProvider time) : IDeadLetters
{
    // A flush is made once this much is held. A single message can bring more, of which as much again is held: a message is
    // never cut over two flushes, and a flush must be sent in time.
    private const int FullBytes = 8 * 1024 * 1024;
    private const int FullLetters = 25_000;
    private const int Most = 2;

    private readonly ArrayBufferWriter<byte> _letter = new();
    private readonly List<byte[]> _held = [];
    private long _heldBytes;

    /// <inheritdoc/>
    public bool IsFull => _heldBytes >= FullBytes || _held.Count >= FullLetters;

    /// <summary>Letters since the last <see cref="Clear"/> that were too many to be held; their logs are counted all the same.</summary>
    public int Lost { get; private set; }

    /// <summary>What was added since the last <see cref="Clear"/>: a message each.</summary>
    public IReadOnlyList<byte[]> Held => _held;

    /// <inheritdoc/>
    public void Add(SourceId source, long position, Outcome outcome, string detail, ReadOnlySpan<byte> log, bool isTruncated = false)
    {
        if (_heldBytes >= Most * FullBytes || _held.Count >= Most * FullLetters)
        {
            Lost++;
            return;
        }
        _letter.ResetWrittenCount();
        DeadLetterText.Write(_letter, time.GetUtcNow(), source, position, DeadLetterText.ReasonOf(outcome, detail), log, isTruncated);
        _held.Add(_letter.WrittenSpan.ToArray());
        _heldBytes += _letter.WrittenCount;
    }

    /// <summary>Nothing: the publisher takes what is held.</summary>
    public void Flush()
    {
        // The letters become durable with the flush, not before it.
    }

    /// <summary>What was held is durable.</summary>
    public void Clear()
    {
        _held.Clear();
        _heldBytes = 0;
        Lost = 0;
    }
}
