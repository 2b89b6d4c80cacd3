using Aggregator.Core.Transport.Kafka;
using Aggregator.Core.Wire;
using Aggregator.Regional.Ingest.Kafka;
using Aggregator.Regional.Telemetry;
using Confluent.Kafka;

namespace Aggregator.Regional.Emit.Kafka;

/// <summary>
/// At least once: chunks and dead letters are acknowledged first, then the group's offsets are committed. What fails in
/// between is read, and counted, again.
/// </summary>
public sealed class AcknowledgedPublisher(
    IProducer<byte[], byte[]> producer, FlushMessages messages, GroupOffsets group, KafkaTelemetry telemetry, TimeProvider time) : ICompactPublisher
{
    // As long as a message may take (message.timeout.ms).
    private static readonly TimeSpan Limit = KafkaClients.TransactionTimeout;

    private Error? _undelivered;

    /// <inheritdoc/>
    /// <exception cref="FlushFailedException">As it says.</exception>
    public void Publish(Flush flush)
    {
        if (flush.Sources.Count == 0 && flush.Rows.Count == 0) return;
        var attempts = new Attempts(Limit, time);
        var step = "sending";
        try
        {
            foreach (var (partition, message) in messages.Of(flush)) attempts.Call(_ => producer.Produce(partition, message, Delivered));
            if (producer.Flush(Limit) > 0) throw new FlushFailedException("brokers did not acknowledge the flush in time; look at them");
            if (_undelivered is { } error) throw new KafkaException(error);
            step = "the offsets";
            attempts.Call(_ => group.Commit(group.After(flush)));
        }
        catch (KafkaException e)
        {
            throw new FlushFailedException(step, e);
        }
        telemetry.Committed(attempts.Elapsed, messages.Letters, messages.LostLetters);
        messages.Durable();
        group.Committed();
    }

    // Called by a thread of the client, before Flush returns.
    private void Delivered(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError) _undelivered ??= report.Error;
    }
}
