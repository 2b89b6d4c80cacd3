using Aggregator.Core.Wire;

namespace Aggregator.Regional.Emit;

/// <summary>
/// Takes the logs that could not be aggregated. Any thread: the regions of one process share it. Never throws for a
/// target that refuses.
/// </summary>
public interface IDeadLetters
{
    /// <summary>
    /// Adds a log. <paramref name="log"/> is copied as far as it is kept; <paramref name="nowMs"/> is wall time in ms
    /// since the Unix epoch.
    /// </summary>
    void Write(SourceId source, long position, Outcome outcome, string detail, ReadOnlySpan<byte> log, long nowMs);

    /// <summary>Makes what was written durable. Called before the flush that covers these logs is published.</summary>
    void Flush();
}
