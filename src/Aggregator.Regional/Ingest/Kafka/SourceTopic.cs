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
/// <param name="Committed">
/// Topics of which this worker knows that the group has committed positions, in this session or an earlier one; the source
/// adds to it. When nothing is committed of one any more, it was made anew, since brokers drop a topic's positions with it:
/// it is begun at its beginning then, whatever the configured start.
/// </param>
public sealed record SourceTopics(
    string ClusterId, IReadOnlyList<SourceTopic> Topics, long OutOfOrdernessMs, long IdleAfterMs, ISet<string> Committed);
