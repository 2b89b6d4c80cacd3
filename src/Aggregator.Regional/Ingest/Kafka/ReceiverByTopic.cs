namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>Gives each log to the receiver of its topic: the topics of one consumer differ in format. One thread.</summary>
public sealed class ReceiverByTopic(IReadOnlyDictionary<string, LogReceiver> receivers) : LogReceiver
{
    // Logs come in runs of a partition: no look-up but at the first of each.
    private SourcePartition? _partition;
    private LogReceiver? _receiver;

    /// <inheritdoc/>
    public override void Take(SourcePartition partition, ReadOnlySpan<byte> log, in LogArrival arrival) => Of(partition).Take(partition, log, arrival);

    /// <inheritdoc/>
    public override int TakeFirst(SourcePartition partition, ReadOnlySpan<byte> lines, bool endIsLineEnd, in LogArrival arrival) =>
        Of(partition).TakeFirst(partition, lines, endIsLineEnd, arrival);

    private LogReceiver Of(SourcePartition partition)
    {
        if (!ReferenceEquals(partition, _partition)) (_partition, _receiver) = (partition, receivers[partition.Id.Topic]);
        return _receiver!;
    }
}
