using Aggregator.Core.Transport.Kafka;

namespace Aggregator.Regional.Options;

/// <summary><c>compact:</c> where the regional job sends its flushes.</summary>
public sealed record CompactOptions
{
    /// <summary>The topic, on the cluster of the top-level <c>kafka:</c>.</summary>
    public string Topic { get; init; } = "aggregator-compact";

    /// <summary>What a flush is written as.</summary>
    public CompactFormat Format { get; init; } = CompactFormat.Binary;

    /// <summary>What holds when a worker or a broker fails.</summary>
    public Delivery Delivery { get; init; } = Delivery.ExactlyOnce;

    /// <summary>Makes the topic when it is not there.</summary>
    public TopicOptions? Create { get; init; }
}

/// <summary>What a flush is written as.</summary>
public enum CompactFormat
{
    /// <summary>Batches that the central job reads (docs/WIRE-FORMAT.md).</summary>
    Binary,

    /// <summary>A JSON object a row, for other consumers; the central job does not read it.</summary>
    Json,
}

/// <summary>What holds when a worker or a broker fails.</summary>
public enum Delivery
{
    /// <summary>Every log counts once: partials and positions in one transaction.</summary>
    ExactlyOnce,

    /// <summary>Every log counts at least once: partials first, then positions. Cheaper for brokers.</summary>
    AtLeastOnce,
}
