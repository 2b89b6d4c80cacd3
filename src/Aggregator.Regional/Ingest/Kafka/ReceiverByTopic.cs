namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>Gives each log to the receiver of its topic: the topics of one consumer differ in format. One thread.</summary>
public sealed class ReceiverByTopic(IReadOnlyDictionary<string, LogReceiver> receivers)
{
    // Logs come in runs of a partition: no look-up but at the first of each.
    private SourcePartition? _partition;
    private LogReceiver? _receiver;

    /// <summary>Hands the log on.</summary>
    public void Receive(SourcePartition partition, ReadOnlySpan<byte> log, in LogArrival arrival)
    {
        if (!ReferenceEquals(partition, _partition)) (_partition, _receiver) = (partition, receivers[partition.Id.Topic]);
        _receiver!(partition, log, arrival);
    }
}
