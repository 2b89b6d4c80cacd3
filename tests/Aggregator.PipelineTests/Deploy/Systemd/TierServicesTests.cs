using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Aggregator.Core.Transport.Kafka;
using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Database;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Options;
using Confluent.Kafka;
using Xunit;

namespace Aggregator.PipelineTests.Deploy.Systemd;

/// <summary>The shipped units of both tiers over Kafka and a database, with the shipped configuration and nothing but its environment set.</summary>
[SupportedOSPlatform("linux")]
public sealed class TierServicesTests(SharedMariaDb shared) : IDisposable
{
    private const string Logs = "gateway-logs";

    private static readonly string[] Namespaces = ["product", "api", "tenant"];

    private readonly Installation _installation = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _installation.Dispose();
    }

    [Fact]
    public async Task Both_tiers_count_every_log_once_over_a_stop_and_a_start()
    {
        await _installation.InstallAsync();
        using var broker = TestBroker.Start();
        broker.CreateTopic(Logs, 2);
        broker.CreateTopic("compact-of-shanghai");
        await ConfigureAsync(broker, await shared.DatabaseAsync());
        using var shipper = new ProducerBuilder<Null, byte[]>(new ProducerConfig(KafkaClients.ConfigOf(new RegionalKafkaOptions { Bootstrap = broker.Bootstrap }, "shipper"))).Build();
        var (regional, central) = (new Service(_installation, "aggregator-regional@", "0"), new Service(_installation, "aggregator-central"));

        for (var run = 1; run <= 2; run++)
        {
            await using var centre = await central.StartAsync();
            await using var worker = await regional.StartAsync();
            // What is sent before the first worker has its partitions is not read: start is latest.
            await ReadyAsync(worker);
            await ReadyAsync(centre);
            await ShipAsync(shipper, served: 300, warmUps: 20);
            var scrape = await CountedAsync(centre, run * 300, logs: run * 320);

            Assert.Equal(run * 320, scrape.Sum("aggregator_central_logs_read_total", ("source_region", "cn-hangzhou")));
            Assert.Equal(300 * run, scrape.Sum("namespace_product_gw_http_req_total", ("region_id", "region-1")));
            Assert.Equal(300 * run, scrape.Sum("namespace_api_gw_http_req_total", ("priority", "P1")));
            Assert.Equal(300 * run, scrape.Sum("namespace_tenant_gw_http_req_total", ("uid", "1"), ("gc_level", "GC7")));
            Assert.Equal(0, await worker.StopAsync());
            Assert.Equal(0, await centre.StopAsync());
        }
        Assert.Contains($"{Environment.MachineName}-0", Directory.GetDirectories(Path.Combine(regional.State, "dimensions/cn-hangzhou")).Select(Path.GetFileName), StringComparer.Ordinal);
    }

    private async Task ConfigureAsync(TestBroker broker, TestDatabase database)
    {
        database.Execute("INSERT INTO gateway_cluster_dim (local_ip, app_group, region_id) VALUES ('192.0.2.1', 'group-1', 'region-1')");
        database.Execute("INSERT INTO user_level_dim (uid, gc_level) VALUES ('1', 'GC7')");
        database.Execute("INSERT INTO api_dim (product, api, version, priority) VALUES ('ecs', 'RunInstances', '2014-05-26', 'P1')");
        Directory.CreateDirectory(_installation.Configuration("secrets"));
        File.Copy(database.PasswordFile, _installation.Configuration("secrets/mysql-password"));
        var both = $"""
            MYSQL_PORT={database.Server.Port.ToString(CultureInfo.InvariantCulture)}
            MYSQL_DATABASE={database.Name}
            MYSQL_USERNAME={database.Name}
            MYSQL_TLS=preferred
            AGGREGATOR_LISTEN=127.0.0.1:0
            """;
        await WriteAsync("regional.env", $"REGION=cn-hangzhou\nKAFKA_BOOTSTRAP_SERVERS={broker.Bootstrap}\nREPLICATION=1\n{both}\n");
        await WriteAsync("central.env", $"CN_HANGZHOU_BOOTSTRAP={broker.Bootstrap}\nCN_SHANGHAI_BOOTSTRAP={broker.Bootstrap}\nCN_SHANGHAI_TOPIC=compact-of-shanghai\n{both}\n");
    }

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(_installation.Configuration(file), text, TestContext.Current.CancellationToken);

    /// <summary>Waits as a supervisor does.</summary>
    private async Task ReadyAsync(AggregatorProcess process)
    {
        var address = (await process.AddressAsync()).Authority;
        var (_, output) = await Eventually.Async(
            () => Tool.RunAsync(_installation["usr/bin/aggregator"], "health", "--ready", address), answer => answer.ExitCode == 0 || process.HasExited);
        Assert.True(string.Equals(output, "ready\n", StringComparison.Ordinal), process.Output);
    }

    private static async Task ShipAsync(IProducer<Null, byte[]> shipper, int served, int warmUps)
    {
        for (var i = 0; i < served + warmUps; i++)
        {
            var line = GatewayLog.Line(i < served ? "ecs.aliyuncs.com" : "popwarmup.aliyuncs.com");
            await shipper.ProduceAsync(new TopicPartition(Logs, i % 2), new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(line) });
        }
    }

    private async Task<Exposition> CountedAsync(AggregatorProcess process, int requests, int logs)
    {
        var metrics = await process.AddressAsync();
        // A new label set shows 0 for first_zero_for.
        return await Eventually.Async(
            () => Exposition.ScrapeAsync(_http, metrics),
            scrape => scrape.Sum("aggregator_central_logs_read_total") >= logs && Namespaces.All(name => scrape.Sum($"namespace_{name}_gw_http_req_total") >= requests));
    }
}
