using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Core.Transport.Kafka;

/// <summary>Against librdkafka's own mock cluster, which lives as long as the handle that asks.</summary>
public sealed class ClusterIdTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_cluster_tells_its_id()
    {
        var id = ClusterId.Read(Cluster("b:9092", ("test.mock.num.brokers", "1")), "test", Limit, CancellationToken.None);

        Assert.StartsWith("mockCluster", id, StringComparison.Ordinal);
    }

    [Fact]
    public void Brokers_that_are_away_are_told_with_the_reason_and_the_remedy()
    {
        var port = UnusedPort();

        var failure = Assert.Throws<KafkaClusterException>(
            () => ClusterId.Read(Cluster($"127.0.0.1:{port}"), "test", TimeSpan.FromSeconds(3), CancellationToken.None));

        Assert.True(failure.IsTransient);
        Assert.StartsWith($"The brokers at 127.0.0.1:{port} did not answer within 3 s (", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Connection refused", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("check that they run and can be reached, and the options sasl and tls.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_ends_the_wait()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var waited = Stopwatch.StartNew();

        Assert.Throws<OperationCanceledException>(() => ClusterId.Read(Cluster($"127.0.0.1:{UnusedPort()}"), "test", Limit, stop.Token));
        Assert.True(waited.Elapsed < Limit);
    }

    [Fact]
    public void A_configuration_that_librdkafka_refuses_is_no_outage()
    {
        var failure = Assert.Throws<KafkaClusterException>(
            () => ClusterId.Read(Cluster("b:9092", ("no.such", "1")), "test", Limit, CancellationToken.None));

        Assert.False(failure.IsTransient);
        Assert.Equal("The Kafka property no.such is not accepted: No such configuration property: \"no.such\".", failure.Message);
    }

    private static RegionalKafkaOptions Cluster(string bootstrap, params (string Name, string Value)[] properties) => new()
    {
        Bootstrap = bootstrap,
        Properties = properties.ToDictionary(property => property.Name, property => property.Value, StringComparer.Ordinal),
    };

    // A listener that is gone: nothing else is given its port at once.
    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
