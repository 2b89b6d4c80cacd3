using Confluent.Kafka;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>librdkafka's own verdict on properties. Nothing is connected.</summary>
public static class KafkaProperties
{
    /// <summary>Why a property is unknown or its value is wrong, in librdkafka's words; null when it is neither.</summary>
    /// <exception cref="DllNotFoundException">librdkafka is not installed.</exception>
    public static string? WhyNot(string name, string value) => NativeClient.WhyNot(name, value);

    /// <summary>
    /// Why a client cannot be made: properties that contradict each other, certificates that do not load, in librdkafka's words;
    /// null when it can.
    /// </summary>
    /// <param name="config">A <see cref="ConsumerConfig"/>, or the configuration of another kind of client.</param>
    /// <exception cref="DllNotFoundException">librdkafka is not installed.</exception>
    public static string? WhyNot(ClientConfig config)
    {
        try
        {
            using var client = NativeClient.Create(config.Where(IsForLibrary), isConsumer: config is ConsumerConfig);
            return null;
        }
        catch (KafkaClusterException e)
        {
            return e.Message.TrimEnd('.');
        }
    }

    // Without brokers to begin with, a client connects to nothing; dotnet.* is the .NET client's own.
    private static bool IsForLibrary(KeyValuePair<string, string> property) =>
        property.Key is not "bootstrap.servers" && !property.Key.StartsWith("dotnet.", StringComparison.Ordinal);
}
