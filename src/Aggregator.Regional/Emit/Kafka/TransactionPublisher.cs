using Aggregator.Core.Transport.Kafka;
using Aggregator.Core.Wire;
using Aggregator.Regional.Ingest.Kafka;
using Aggregator.Regional.Telemetry;
using Confluent.Kafka;

namespace Aggregator.Regional.Emit.Kafka;

/// <summary>
/// Exactly once: chunks, dead letters and the group's offsets in one transaction, begun only when there is a flush. Brokers
/// refuse it to a worker that was replaced, by its transactional id, and to one that is not in the group any more, by its
/// generation; so a heartbeat carries offsets too.
/// </summary>
public sealed class TransactionPublisher(
    IProducer<byte[], byte[]> producer, FlushMessages messages, GroupOffsets group, KafkaTelemetry telemetry, TimeProvider time) : ICompactPublisher
{
    // The brokers end an open transaction themselves after KafkaClients.TransactionTimeout: waiting longer is of no use.
    private static readonly TimeSpan Limit = KafkaClients.TransactionTimeout;
    private static readonly TimeSpan AbortLimit = TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    /// <exception cref="FlushFailedException">As it says; nothing of the flush may be sent again.</exception>
    public void Publish(Flush flush)
    {
        // A worker without partitions has nothing to say, and no offset that would fence it.
        if (flush.Sources.Count == 0 && flush.Rows.Count == 0) return;
        var attempts = new Attempts(Limit, time);
        var step = "its beginning";
        try
        {
            producer.BeginTransaction();
            step = "sending";
            foreach (var (partition, message) in messages.Of(flush)) attempts.Call(_ => producer.Produce(partition, message));
            step = "the offsets";
            attempts.Call(left => producer.SendOffsetsToTransaction(group.After(flush), group.Member, left));
            // What was not delivered makes the commit fail.
            step = "the commit";
            attempts.Call(producer.CommitTransaction);
        }
        catch (KafkaException e)
        {
            if (KafkaErrors.Classify(e) == TransactionFailure.Abort) TryAbort();
            throw new FlushFailedException(step, e);
        }
        telemetry.Committed(attempts.Elapsed, messages.Letters, messages.LostLetters);
        messages.Durable();
        group.Committed();
    }

    /// <summary>Frees readers at once; what is not aborted here, the next session's producer or the brokers' timeout ends.</summary>
    private void TryAbort()
    {
        try
        {
            producer.AbortTransaction(AbortLimit);
        }
        catch (KafkaException)
        {
            // See above: there is nothing else to do.
        }
    }
}
