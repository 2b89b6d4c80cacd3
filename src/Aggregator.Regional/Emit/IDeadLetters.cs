using Aggregator.Core.Wire;

namespace Aggregator.Regional.Emit;

/// <summary>Where logs that could not be aggregated go.</summary>
public interface IDeadLetters
{
    /// <summary>True when a flush must be made before more is added: what is held for it is many.</summary>
    bool IsFull { get; }

    /// <summary>Adds a log. <paramref name="isTruncated"/>: it was longer already than what is given here.</summary>
    void Add(SourceId source, long position, Outcome outcome, string detail, ReadOnlySpan<byte> log, bool isTruncated = false);

    /// <summary>A flush that covers what was added so far is about to be published.</summary>
    void Flush();
}
