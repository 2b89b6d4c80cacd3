using Confluent.Kafka;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>
/// Makes clients so that what is wrong on this machine (a certificate that is being replaced, no more threads) is told like what
/// is wrong with the cluster: waiting may help. The client library reports it as a misuse of itself.
/// </summary>
public static class ClientBuilding
{
    /// <summary>Makes the consumer.</summary>
    /// <exception cref="KafkaClusterException">It cannot be made; the message has the reason.</exception>
    public static IConsumer<TKey, TValue> Open<TKey, TValue>(this ConsumerBuilder<TKey, TValue> builder) => Try(builder.Build);

    /// <summary>Makes the producer.</summary>
    /// <exception cref="KafkaClusterException">As of a consumer.</exception>
    public static IProducer<TKey, TValue> Open<TKey, TValue>(this ProducerBuilder<TKey, TValue> builder) => Try(builder.Build);

    /// <summary>Makes the admin client.</summary>
    /// <exception cref="KafkaClusterException">As of a consumer.</exception>
    public static IAdminClient Open(this AdminClientBuilder builder) => Try(builder.Build);

    private static T Try<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new KafkaClusterException($"A Kafka client cannot be made ({e.Message.TrimEnd('.')}): look at the files of tls and at properties.", e) { IsTransient = true };
        }
    }
}
