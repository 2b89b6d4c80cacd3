using Aggregator.Regional.Telemetry;

namespace Aggregator.Regional;

/// <summary>What a worker tells of itself, over all its sessions.</summary>
/// <param name="Progress">What durable flushes have told.</param>
/// <param name="Kafka">Sessions, assignments, lag.</param>
public sealed record WorkerTelemetry(RegionalProgress Progress, KafkaTelemetry Kafka);
