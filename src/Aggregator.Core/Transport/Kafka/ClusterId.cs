using System.Diagnostics;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>
/// The id of a cluster, which tells its topics from those of another or a rebuilt one. The client has no call for it: it
/// is asked of librdkafka itself, by a handle of its own that lives for this question only.
/// </summary>
public static class ClusterId
{
    // How long one wait lasts until errors are looked at and a stop is heard.
    private const int TurnMs = 100;

    /// <summary>Asks the brokers; blocks until they answer, at most <paramref name="timeout"/>.</summary>
    /// <param name="cluster">The brokers.</param>
    /// <param name="clientId">The name that brokers log.</param>
    /// <param name="timeout">How long to wait; the first connection of a secured cluster takes up to a second.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="KafkaClusterException">No answer in time; the message has the last reason that librdkafka gave.</exception>
    /// <exception cref="IOException">A file of a secret cannot be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was asked for.</exception>
    public static string Read(KafkaClusterOptions cluster, string clientId, TimeSpan timeout, CancellationToken stop)
    {
        using var client = NativeClient.Create(KafkaClients.ConfigOf(cluster, clientId));
        var waited = Stopwatch.StartNew();
        do
        {
            stop.ThrowIfCancellationRequested();
            if (client.ClusterId(TurnMs) is { } id) return id;
            client.Poll();
        }
        while (waited.Elapsed < timeout);
        var reason = client.LastError is { } error ? $" ({error})" : "";
        throw new KafkaClusterException(
            $"The brokers at {cluster.Bootstrap} did not answer within {timeout.TotalSeconds:0.#} s{reason}: check that they run and can be reached, and the options sasl and tls.")
        {
            IsTransient = true,
        };
    }
}
