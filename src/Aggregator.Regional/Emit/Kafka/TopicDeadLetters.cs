using System.Buffers;
using Aggregator.Core.Wire;

namespace Aggregator.Regional.Emit.Kafka;

/// <summary>
/// Logs that could not be aggregated, held until the flush that covers them sends them to a topic with it (see
/// <see cref="DeadLetterText"/>): exactly once when the flush is. One thread, one session.
/// </summary>
public sealed class TopicDeadLetters(TimeProvider time) : IDeadLetters
{
    // Bounds the memory between two flushes when every log is bad.
    private const int FullBytes = 8 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _letter = new();
    private readonly List<byte[]> _held = [];
    private long _heldBytes;

    /// <inheritdoc/>
    public bool IsFull => _heldBytes >= FullBytes;

    /// <summary>What was added since the last <see cref="Clear"/>: a message each.</summary>
    public IReadOnlyList<byte[]> Held => _held;

    /// <inheritdoc/>
    public void Add(SourceId source, long position, Outcome outcome, string detail, ReadOnlySpan<byte> log, bool isTruncated = false)
    {
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
    }
}
