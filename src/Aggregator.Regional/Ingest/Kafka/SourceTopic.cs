using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>A topic of logs.</summary>
/// <param name="Name">The topic.</param>
/// <param name="Start">Where to begin when the group has committed nothing of it.</param>
/// <param name="MaxLineBytes">Longest log.</param>
public sealed record SourceTopic(string Name, StartPosition Start, int MaxLineBytes);

/// <summary>How a source reads its topics.</summary>
/// <param name="ClusterId">The cluster's id, which tells its topics from those of another.</param>
/// <param name="Topics">The topics.</param>
/// <param name="OutOfOrdernessMs">The watermarks' bound.</param>
/// <param name="IdleAfterMs">How long a confirmed end of a partition stays believed.</param>
/// <param name="Memory">What earlier sessions learned; the source adds to it.</param>
public sealed record SourceTopics(
    string ClusterId, IReadOnlyList<SourceTopic> Topics, long OutOfOrdernessMs, long IdleAfterMs, PositionMemory Memory);
