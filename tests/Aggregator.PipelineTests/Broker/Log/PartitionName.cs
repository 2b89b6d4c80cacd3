namespace Aggregator.PipelineTests.Broker.Log;

/// <summary>A partition of a topic.</summary>
public readonly record struct PartitionName(string Topic, int Partition);
