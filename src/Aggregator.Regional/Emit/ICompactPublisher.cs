using Aggregator.Core.Wire;

namespace Aggregator.Regional.Emit;

/// <summary>Where flushes go. One thread.</summary>
public interface ICompactPublisher
{
    /// <summary>
    /// Makes a flush durable: its rows and its source positions together, or nothing. Returns when that is done.
    /// </summary>
    /// <exception cref="IOException">
    /// It could not be done, or that is not known: only a restart, which reads what is durable, can go on.
    /// </exception>
    void Publish(Flush flush);
}
