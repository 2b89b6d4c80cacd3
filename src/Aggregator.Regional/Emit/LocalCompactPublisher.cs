using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;

namespace Aggregator.Regional.Emit;

/// <summary>Publishes to the embedded compact topic: all chunks of a flush in one commit.</summary>
public sealed class LocalCompactPublisher(CompactLog log) : ICompactPublisher
{
    /// <inheritdoc/>
    public void Publish(Flush flush) => log.Append(BatchWriter.Write(flush));
}
