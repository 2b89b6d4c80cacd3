namespace Aggregator.Central.Topics;

/// <summary>How far a stream is merged.</summary>
/// <param name="Resume">
/// Where a restart reads on: the first chunk of the oldest flush that is not whole yet, since chunks of several workers
/// interleave, or else <paramref name="Reached"/>.
/// </param>
/// <param name="Reached">
/// Position after the last message looked at. A flush that is whole before it is merged already, a message before it that
/// cannot be read was passed over: met again after a restart, neither is news.
/// </param>
public readonly record struct StreamPosition(long Resume, long Reached)
{
    /// <summary>A position at which no flush is unfinished.</summary>
    public static StreamPosition At(long position) => new(position, position);
}
