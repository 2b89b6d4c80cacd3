using Aggregator.Core.Wire;

namespace Aggregator.Regional.Emit;

/// <summary>Where flushes go. One thread.</summary>
public interface ICompactPublisher
{
    /// <summary>
    /// Makes a flush durable: its rows and its source positions together, or nothing. Returns when that is done; throws
    /// <see cref="IOException"/> when it could not be done now, after which the same flush may be published again.
    /// </summary>
    void Publish(Flush flush);
}
