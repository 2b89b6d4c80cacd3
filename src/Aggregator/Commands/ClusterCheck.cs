using Aggregator.Central.Options;
using Aggregator.Configuration;
using Aggregator.Core.Telemetry;
using Aggregator.Core.Transport.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Commands;

/// <summary>Reaches the brokers of a configuration, and looks for its topics. Changes nothing there.</summary>
internal static class ClusterCheck
{
    private const string ClientId = "aggregator-validate";

    // Ten times what a first connection with TLS and SCRAM takes.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Says what each cluster has; what is missing or out of reach goes to <paramref name="error"/>.</summary>
    /// <returns>True when nothing is missing.</returns>
    public static bool Run(AggregatorOptions options, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var isWhole = true;
        foreach (var (option, cluster, topics) in Clusters(options))
        {
            try
            {
                isWhole &= Check(option, cluster, topics, output, error, stop);
            }
            catch (Exception e) when (e is KafkaClusterException or IOException)
            {
                error.WriteLine($"{option}: {e.Message}");
                isWhole = false;
            }
        }
        return isWhole;
    }

    private static bool Check(
        string option, KafkaClusterOptions cluster, IReadOnlyList<(string Name, bool IsMade)> topics, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var id = ClusterId.Read(cluster, ClientId, Timeout, stop);
        using var admin = new AdminClientBuilder(KafkaClients.AdminConfigOf(cluster, ClientId)).LogTo(NullLogger.Instance).Open();
        var found = ClusterTopics.Read(admin, cluster.Bootstrap, Timeout);
        output.WriteLine($"{option}: cluster {id} at {cluster.Bootstrap}, {Quantity.Of(found.Brokers, "broker")}");
        var isWhole = true;
        foreach (var (name, isMade) in topics)
        {
            var partitions = found.PartitionsOf(name);
            if (partitions > 0)
            {
                output.WriteLine($"{option}: topic {name}, {Quantity.Of(partitions, "partition")}");
            }
            else if (isMade)
            {
                output.WriteLine($"{option}: topic {name} is not there, and will be made");
            }
            else
            {
                error.WriteLine($"{option}: topic {name} is not there, or this user may not see it; make it, or grant DESCRIBE on it.");
                isWhole = false;
            }
        }
        return isWhole;
    }

    private static IEnumerable<(string Option, KafkaClusterOptions Cluster, IReadOnlyList<(string, bool)> Topics)> Clusters(AggregatorOptions options)
    {
        if (options.Kafka is { } kafka) yield return ("kafka", kafka, [.. RegionalTopics(options)]);
        for (var i = 0; i < options.Central.Regions.Count; i++)
        {
            var region = options.Central.Regions[i].Kafka;
            yield return ($"central.regions[{i}].kafka", region, [(region.Topic, IsMadeByRegion(options, region))]);
        }
    }

    /// <summary>True when the regional job of the same file makes the topic.</summary>
    private static bool IsMadeByRegion(AggregatorOptions options, CompactTopicOptions region) =>
        options.Compact.Create is not null
        && string.Equals(options.Kafka?.Bootstrap, region.Bootstrap, StringComparison.Ordinal)
        && string.Equals(options.Compact.Topic, region.Topic, StringComparison.Ordinal);

    private static IEnumerable<(string Name, bool IsMade)> RegionalTopics(AggregatorOptions options)
    {
        foreach (var source in options.Sources)
        {
            if (source.Kafka is { } topic) yield return (topic.Topic, false);
        }
        yield return (options.Compact.Topic, options.Compact.Create is not null);
        if (options.DeadLetters.Topic is { } deadLetters) yield return (deadLetters, options.DeadLetters.Create is not null);
    }
}
