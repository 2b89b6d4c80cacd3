using System.Globalization;
using Aggregator.Core.Telemetry;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>Makes a topic that is not there (<c>create:</c>). One that is there is left as it is.</summary>
public static partial class TopicCreation
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>Makes sure that <paramref name="topic"/> is there. Two workers may do it at once.</summary>
    /// <param name="cluster">The brokers.</param>
    /// <param name="clientId">The name that brokers log.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="create">What it becomes when it is not there.</param>
    /// <param name="logger">Told of a new topic, and of an old one with fewer partitions than asked for.</param>
    /// <exception cref="KafkaClusterException">It is not there and cannot be made; the message has the remedy.</exception>
    /// <exception cref="IOException">A file of a secret cannot be read.</exception>
    public static async Task EnsureAsync(KafkaClusterOptions cluster, string clientId, string topic, TopicOptions create, ILogger logger)
    {
        using var admin = new AdminClientBuilder(KafkaClients.AdminConfigOf(cluster, clientId)).LogTo(logger).Open();
        // Looked for first: to make a topic needs more rights than to use it.
        var partitions = ClusterTopics.Read(admin, cluster.Bootstrap, Timeout).PartitionsOf(topic);
        if (partitions > 0)
        {
            var there = Quantity.Of(partitions, "partition");
            if (partitions < create.Partitions) LogFewer(logger, topic, there, create.Partitions);
        }
        else if (await TryCreateAsync(admin, cluster, topic, create))
        {
            var (made, copies) = (Quantity.Of(create.Partitions, "partition"), Quantity.Of(create.Replication, "copy", "copies"));
            LogCreated(logger, topic, made, copies);
        }
    }

    private static async Task<bool> TryCreateAsync(IAdminClient admin, KafkaClusterOptions cluster, string topic, TopicOptions create)
    {
        try
        {
            await admin.CreateTopicsAsync([SpecificationOf(topic, create)], new CreateTopicsOptions { RequestTimeout = Timeout, OperationTimeout = Timeout });
            return true;
        }
        catch (CreateTopicsException e) when (e.Results[0].Error.Code == ErrorCode.TopicAlreadyExists)
        {
            // Another worker was faster, or this user may not see it: the first use will tell.
            return false;
        }
        catch (CreateTopicsException e)
        {
            throw Failure(cluster, topic, create, e.Results[0].Error, e);
        }
        catch (KafkaException e)
        {
            throw Failure(cluster, topic, create, e.Error, e);
        }
    }

    private static TopicSpecification SpecificationOf(string topic, TopicOptions create) => new()
    {
        Name = topic,
        NumPartitions = create.Partitions,
        ReplicationFactor = (short)create.Replication,
        Configs = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["cleanup.policy"] = "delete",
            ["retention.ms"] = ((long)create.Retention.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
            // As the producer made it: brokers need not compress again.
            ["compression.type"] = "producer",
            ["max.message.bytes"] = "1048588",
        },
    };

    private static KafkaClusterException Failure(KafkaClusterOptions cluster, string topic, TopicOptions create, Error error, Exception cause)
    {
        var remedy = error.Code switch
        {
            ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed =>
                "grant the user CREATE on it, or make the topic by hand and remove create",
            ErrorCode.InvalidReplicationFactor =>
                string.Create(CultureInfo.InvariantCulture, $"the cluster has fewer brokers than create.replication ({create.Replication}); write fewer"),
            ErrorCode.PolicyViolation or ErrorCode.InvalidConfig or ErrorCode.InvalidPartitions => "change create to what the cluster allows",
            ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.RequestTimedOut => $"check that the brokers at {cluster.Bootstrap} can be reached",
            _ => "make the topic by hand and remove create",
        };
        return new KafkaClusterException($"The topic {topic} cannot be made ({error.Reason}): {remedy}.", cause)
        {
            IsTransient = KafkaErrors.Classify(error) == TransactionFailure.Retry,
        };
    }

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "Made the topic {topic}: {partitions}, {copies} of each.")]
    private static partial void LogCreated(ILogger logger, string topic, string partitions, string copies);

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "The topic {topic} has {partitions}, create asks for {asked}; it is left as it is: add partitions with the cluster's own tools.")]
    private static partial void LogFewer(ILogger logger, string topic, string partitions, int asked);
}
