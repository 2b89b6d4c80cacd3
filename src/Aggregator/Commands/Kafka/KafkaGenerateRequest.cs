using Aggregator.Regional.Ingest.Generate;
using Aggregator.Topics;

namespace Aggregator.Commands.Kafka;

/// <summary>What <c>generate --to kafka</c> was asked for besides the logs themselves.</summary>
/// <param name="Topic">Where the logs go.</param>
/// <param name="LogsPerMessage">Logs a message.</param>
/// <param name="Shipping">Time from a log to its arrival.</param>
/// <param name="CreatePartitions">Partitions of the topic if it must be made; 0 makes none.</param>
internal sealed record KafkaGenerateRequest(KafkaTopic Topic, int LogsPerMessage, ShippingDelay Shipping, int CreatePartitions);
