using Aggregator.Core.Transport.Kafka;

namespace Aggregator.Regional.Options;

/// <summary><c>dead_letters:</c> where logs that could not be aggregated go; nowhere unless given.</summary>
public sealed record DeadLetterOptions
{
    /// <summary>A file to append to, one JSON object a line.</summary>
    public string? File { get; init; }

    /// <summary>A topic of the region's cluster, written in the transaction of the flush that covers the logs.</summary>
    public string? Topic { get; init; }

    /// <summary>Makes the topic when it is not there.</summary>
    public TopicOptions? Create { get; init; }
}
