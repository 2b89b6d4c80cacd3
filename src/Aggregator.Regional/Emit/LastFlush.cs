using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;

namespace Aggregator.Regional.Emit;

/// <summary>Where a worker stopped: what its last durable flush says. A restart goes on from there.</summary>
/// <param name="Epoch">The incarnation that made it; 0 when there is none.</param>
/// <param name="Sources">Progress of every partition at that flush.</param>
/// <param name="Position">Position of its first chunk in the compact log: what a truncation must keep.</param>
public sealed record LastFlush(long Epoch, IReadOnlyList<SourceProgress> Sources, long Position)
{
    /// <summary>Nothing was ever flushed.</summary>
    public static readonly LastFlush None = new(0, [], 0);
}
