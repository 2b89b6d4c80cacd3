using System.ComponentModel.DataAnnotations;
using Aggregator.Core.Transport.Kafka;

namespace Aggregator.Central.Options;

/// <summary>One entry of <c>central.regions:</c>: a region's compact topic, for <c>aggregator central</c>.</summary>
public sealed record CentralRegionOptions
{
    /// <summary>The source region.</summary>
    [Required]
    public string Region { get; init; } = "";

    /// <summary>Its cluster and compact topic.</summary>
    [Required]
    public CompactTopicOptions Kafka { get; init; } = new();
}

/// <summary><c>kafka:</c> of a region: the cluster that has its compact topic.</summary>
public sealed record CompactTopicOptions : KafkaClusterOptions
{
    /// <summary>The compact topic.</summary>
    public string Topic { get; init; } = "aggregator-compact";
}
