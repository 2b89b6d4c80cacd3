using Aggregator.Core.Transport.Kafka;

namespace Aggregator.Configuration.Rules;

/// <summary>Kafka clusters: one where a topic needs it, each with brokers, security and properties that can work.</summary>
internal static class KafkaRules
{
    public static void Check(RuleContext context)
    {
        CheckIsThere(context);
        if (context.Options.Kafka is { } kafka)
        {
            if (kafka.Group is { } group && string.IsNullOrWhiteSpace(group)) context.Report("kafka.group", "is empty; write a name, or remove the line");
            CheckCluster(context, "kafka", kafka);
            KafkaPropertyRules.CheckRegional(context, kafka);
        }
        for (var i = 0; i < context.Options.Central.Regions.Count; i++)
        {
            var path = $"central.regions[{i}].kafka";
            // One that does not bind is told already.
            if (!context.IsGiven(path + ".bootstrap")) continue;
            var region = context.Options.Central.Regions[i].Kafka;
            CheckCluster(context, path, region);
            KafkaPropertyRules.CheckCentral(context, path, region);
        }
    }

    private static void CheckIsThere(RuleContext context)
    {
        if (context.IsGiven("kafka")) return;
        var topic = context.Options.Sources.Any(source => source.Kafka is not null) ? "sources have" : null;
        topic ??= context.IsGiven("compact") ? "compact has" : context.IsGiven("dead_letters.topic") ? "dead_letters has" : null;
        if (topic is null && context.Purpose != ConfigurationPurpose.Regional) return;
        var why = topic is null ? "" : $": {topic} a topic";
        context.Report("kafka", $"is missing{why}; write kafka: {{ bootstrap: HOST:PORT }}");
    }

    private static void CheckCluster(RuleContext context, string path, KafkaClusterOptions cluster)
    {
        CheckBootstrap(context, path + ".bootstrap", cluster.Bootstrap);
        KafkaSecurityRules.Check(context, path, cluster);
    }

    private static void CheckBootstrap(RuleContext context, string path, string bootstrap)
    {
        foreach (var broker in bootstrap.Split(',', StringSplitOptions.TrimEntries))
        {
            if (ListenAddress.TryParse(broker, out var address) && address.Port > 0) continue;
            context.Report(path, $"'{broker}' is not host:port; write brokers as host:port,host:port, such as broker-1:9092");
        }
    }
}
