using System.ComponentModel.DataAnnotations;
using Aggregator.Core.Transport.Kafka;

namespace Aggregator.Regional.Options;

/// <summary><c>kafka:</c> of a source: a topic of logs on the cluster of the top-level <c>kafka:</c>.</summary>
public sealed record KafkaSourceOptions
{
    /// <summary>The topic. A message holds one log, or many, one a line.</summary>
    [Required]
    public string Topic { get; init; } = "";

    /// <summary>
    /// Where to begin when the group has committed nothing: <c>latest</c>, <c>earliest</c>, or a time (ISO 8601 or epoch
    /// seconds); <see cref="StartPosition"/> reads it. The end by default: a new region shows what happens, not what has.
    /// </summary>
    public string Start { get; init; } = "latest";
}

/// <summary><c>kafka:</c> the region's cluster, which has the logs, the compact topic and the dead letters.</summary>
public sealed record RegionalKafkaOptions : KafkaClusterOptions
{
    /// <summary>Consumer group of the region's workers; <c>aggregator-</c> and the region unless given.</summary>
    public string? Group { get; init; }

    /// <summary>The group of a region's workers.</summary>
    public string GroupOf(string region) => Group ?? $"aggregator-{region}";

    /// <summary>librdkafka's properties for the consumer alone, such as <c>fetch.wait.max.ms: 100</c>.</summary>
    public IReadOnlyDictionary<string, string> Consumer { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>librdkafka's properties for the producer alone, such as <c>linger.ms: 5</c>.</summary>
    public IReadOnlyDictionary<string, string> Producer { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
