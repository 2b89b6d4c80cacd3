using System.ComponentModel.DataAnnotations;

namespace Aggregator.Core.Transport.Kafka;

/// <summary><c>create:</c> makes a topic at the start when it is not there; one that is there is left as it is.</summary>
public sealed record TopicOptions
{
    /// <summary>Partitions. The compact topic needs one; more let a topic be spread over brokers.</summary>
    [Range(1, 10_000)]
    public int Partitions { get; init; } = 1;

    /// <summary>Copies of each partition; 3 survive the loss of a broker without a stop.</summary>
    [Range(1, 100)]
    public int Replication { get; init; } = 3;

    /// <summary>How long messages are kept: in the compact topic, as long as a central job may be away.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(3);
}
