using System.Diagnostics;
using System.Text;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Core.Wire;
using Aggregator.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Replay;

/// <summary>Sends the flush of a replay to a compact topic of its own, all or nothing, for another central job.</summary>
internal static class ReplayTarget
{
    private const string ClientId = "aggregator-replay";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Writes every chunk in one transaction, to the topic's first partition; the number of chunks.</summary>
    /// <exception cref="KafkaClusterException">It could not be done, or not be told to be done; the message says what readers may see.</exception>
    /// <exception cref="IOException">A file of a secret cannot be read.</exception>
    public static int Write(KafkaTopic topic, Flush flush)
    {
        var worker = $"{ClientId}-{flush.Id.Region}-{flush.Id.Worker}";
        var config = KafkaClients.ProducerConfigOf(topic.Cluster, ClientId, worker, topic.Producer);
        using var producer = new ProducerBuilder<byte[], byte[]>(config).LogTo(NullLogger.Instance).Open();
        var chunks = BatchWriter.Write(flush);
        var isCommitting = false;
        try
        {
            Again(left => producer.InitTransactions(left));
            producer.BeginTransaction();
            Send(producer, topic.Name, Encoding.UTF8.GetBytes(flush.Id.Worker), chunks);
            isCommitting = true;
            Again(left => producer.CommitTransaction(left));
        }
        catch (KafkaException e)
        {
            // The brokers may have committed although their answer was lost.
            var seen = isCommitting ? "they may be there all the same" : "readers see nothing of this attempt";
            throw new KafkaClusterException(
                $"The rows could not be written to {topic.Name} ({e.Error.Code}: {e.Error.Reason}); {seen}. Check that the topic is there and may be written, and run the same range again: it is the same flush, which counts once.", e);
        }
        return chunks.Count;
    }

    /// <summary>Sends every chunk, and waits until the brokers have them: what fails here cannot have been committed.</summary>
    private static void Send(IProducer<byte[], byte[]> producer, string topic, byte[] key, IReadOnlyList<byte[]> chunks)
    {
        Error? refusal = null;
        foreach (var chunk in chunks)
        {
            var message = new Message<byte[], byte[]> { Key = key, Value = chunk };
            Again(_ => producer.Produce(new TopicPartition(topic, 0), message, report => refusal ??= report.Error.IsError ? report.Error : null));
        }
        // No message outlives its time in the queue, so that this ends.
        while (producer.Flush(Limit) > 0)
        {
        }
        if (refusal is not null) throw new KafkaException(refusal);
    }

    private static void Again(Action<TimeSpan> call)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                call(Limit);
                return;
            }
            catch (KafkaException e) when (KafkaErrors.Classify(e) == TransactionFailure.Retry && waited.Elapsed < Limit)
            {
                using var turn = new ManualResetEventSlim();
                turn.Wait(Pause);
            }
        }
    }
}
