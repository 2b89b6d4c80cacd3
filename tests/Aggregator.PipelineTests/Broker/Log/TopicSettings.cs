namespace Aggregator.PipelineTests.Broker.Log;

/// <summary>What a topic can be told.</summary>
public sealed record TopicSettings
{
    /// <summary>Greatest batch that is accepted, in bytes as it is sent (<c>max.message.bytes</c>); Kafka's own default.</summary>
    public int MaxMessageBytes { get; init; } = 1_048_588;

    /// <summary>Bytes that each partition keeps (<c>retention.bytes</c>); everything unless set.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;
}
