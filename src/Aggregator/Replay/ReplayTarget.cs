using System.Diagnostics;
using System.Text;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Core.Wire;
using Aggregator.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Aggregator.Replay;

/// <summary>Sends the flush of a replay to a compact topic of its own, all or nothing, for another central job.</summary>
internal static class ReplayTarget
{
    private const string ClientId = "aggregator-replay";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Writes every chunk in one transaction, to the topic's first partition; the number of chunks.</summary>
    /// <exception cref="KafkaClusterException">It could not be done; readers see nothing of it.</exception>
    /// <exception cref="IOException">A file of a secret cannot be read.</exception>
    public static int Write(KafkaTopic topic, Flush flush, ILogger logger)
    {
        var worker = $"{ClientId}-{flush.Id.Region}-{flush.Id.Worker}";
        var config = KafkaClients.ProducerConfigOf(topic.Cluster, ClientId, worker, topic.Producer);
        using var producer = new ProducerBuilder<byte[], byte[]>(config).LogTo(logger).Open();
        var chunks = BatchWriter.Write(flush);
        try
        {
            Again(left => producer.InitTransactions(left));
            producer.BeginTransaction();
            var key = Encoding.UTF8.GetBytes(flush.Id.Worker);
            foreach (var chunk in chunks)
            {
                Again(_ => producer.Produce(new TopicPartition(topic.Name, 0), new Message<byte[], byte[]> { Key = key, Value = chunk }));
            }
            Again(left => producer.CommitTransaction(left));
        }
        catch (KafkaException e)
        {
            throw new KafkaClusterException(
                $"The rows could not be written to {topic.Name} ({e.Error.Code}: {e.Error.Reason}): check that the topic is there and may be written, and replay again; readers see nothing of this attempt.", e);
        }
        return chunks.Count;
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
