using System.Globalization;
using Aggregator.Configuration;
using Aggregator.Configuration.Binding;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Options;

namespace Aggregator.Commands;

/// <summary>Says in words which brokers a configuration uses, and for what.</summary>
internal static class KafkaSummary
{
    /// <summary>The region's cluster, and what a regional job does there.</summary>
    public static IEnumerable<string> Lines(RegionalKafkaOptions kafka, AggregatorOptions options)
    {
        yield return $"{Describe(kafka)}, group {kafka.GroupOf(options.Region)}";
        var compact = options.Compact;
        var delivery = compact.Delivery == Delivery.ExactlyOnce ? "every log exactly once" : "every log at least once";
        yield return $"flushes to topic {compact.Topic} ({ScalarType.NameOf(compact.Format)}), {delivery}";
        if (compact.Create is { } create)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"made when missing: partitions {create.Partitions}, replication {create.Replication}, kept {Duration.Format(create.Retention)}");
        }
    }

    /// <summary>A cluster: its brokers, and how they are reached.</summary>
    public static string Describe(KafkaClusterOptions cluster)
    {
        var encryption = cluster.Tls switch
        {
            null => "plain text",
            { CertificateFile: not null } => "TLS with a certificate of its own",
            _ => "TLS",
        };
        var user = cluster.Sasl is { } sasl ? $", {sasl.Mechanism} as {sasl.Username}" : "";
        var properties = cluster.Properties.Count > 0 ? $", properties: {string.Join(", ", cluster.Properties.Keys)}" : "";
        return $"{cluster.Bootstrap} ({encryption}{user}{properties})";
    }
}
