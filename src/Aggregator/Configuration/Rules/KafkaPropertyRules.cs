using Aggregator.Central.Topics.Kafka;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Options;
using Confluent.Kafka;

namespace Aggregator.Configuration.Rules;

/// <summary>librdkafka's properties: none that counting depends on, none that librdkafka refuses, alone or together.</summary>
internal static class KafkaPropertyRules
{
    // Stands for the names that the job gives its clients; they decide nothing here.
    private const string Name = "validate";

    public static void CheckRegional(RuleContext context, RegionalKafkaOptions kafka)
    {
        CheckEach(context, "kafka.properties", kafka.Properties, kafka);
        CheckEach(context, "kafka.consumer", kafka.Consumer, kafka);
        CheckEach(context, "kafka.producer", kafka.Producer, kafka);
        CheckTogether(context, "kafka", () => KafkaClients.ConsumerConfigOf(kafka, Name, Name, kafka.Consumer));
        CheckTogether(context, "kafka", () => KafkaClients.ProducerConfigOf(kafka, Name, Name, kafka.Producer));
    }

    public static void CheckCentral(RuleContext context, string path, KafkaClusterOptions kafka)
    {
        CheckEach(context, path + ".properties", kafka.Properties, kafka);
        CheckTogether(context, path, () => KafkaTopicSource.ConsumerConfigOf(kafka));
    }

    private static void CheckEach(RuleContext context, string path, IReadOnlyDictionary<string, string> properties, KafkaClusterOptions cluster)
    {
        foreach (var (name, value) in properties)
        {
            var problem = ReservedProperties.WhyNot(name) ?? ReservedProperties.WhyNotBeside(name, cluster.Sasl, cluster.Tls) ?? WhyWithoutEnd(name, value);
            if (problem is null && Ask(() => KafkaProperties.WhyNot(name, value)) is { } why)
            {
                problem = $"librdkafka refuses it: {why}; its CONFIGURATION.md lists names and values";
            }
            if (problem is not null) context.Report(OptionPath.Join(path, name), problem);
        }
    }

    // librdkafka refuses a message timeout above the transaction's, but lets 0 pass.
    private static string? WhyWithoutEnd(string name, string value) => name is "message.timeout.ms" or "delivery.timeout.ms" && value.Trim() is "0"
        ? "0 means without end, longer than any transaction; write at most transaction.timeout.ms (10000)"
        : null;

    private static void CheckTogether(RuleContext context, string path, Func<ClientConfig> config)
    {
        // After a problem of one of them, the same would be told twice.
        if (context.IsToldWithin(path)) return;
        if (Ask(() => KafkaProperties.WhyNot(config())) is { } why) context.Report(path, $"librdkafka makes no client of this: {why}; change the properties or files that it names");
    }

    private static string? Ask(Func<string?> librdkafka)
    {
        try
        {
            return librdkafka();
        }
        catch (DllNotFoundException)
        {
            return "it is not installed; install librdkafka1 (Debian, Ubuntu)";
        }
    }
}
