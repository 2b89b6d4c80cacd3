using System.Text;
using Aggregator.PipelineTests.Kafka.Regional;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>A regional job on Kafka whose tables are in the database.</summary>
public sealed class RegionOnDatabaseTests(SharedMariaDb shared)
{
    private const int Logs = 30;

    [Fact]
    public async Task Rows_have_the_tables_labels_and_every_log_is_counted_once_through_an_outage()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("INSERT INTO gateway_cluster_dim (local_ip, app_group, region_id) VALUES ('192.0.2.1', 'group-1', 'region-1')");
        database.Execute("INSERT INTO user_level_dim (uid, gc_level) VALUES ('1', 'GC1')");
        using var proxy = new TcpProxy(database.Server.Port);
        await using var region = new KafkaRegion(partitions: 2);
        var worker = region.StartWorker(more: $"dimensions: {{ {database.Section(proxy.Port, ", tls: disabled")}, clusters: {{ mysql: {{}} }}, tenants: {{ mysql: {{}}, cache: {{ ttl: 1s, budget: 300ms }} }} }}");

        await ProduceUntilAsync(region, () => HasRow(region, "GC1"));

        proxy.Silence();
        database.Execute("UPDATE user_level_dim SET gc_level = 'GC2'");
        await worker.RefreshAsync();
        await ProduceUntilAsync(region, () => Says("The levels of tenants cannot be looked up") && Says("The table of clusters cannot be refreshed"));

        proxy.Resume();
        await ProduceUntilAsync(region, () => HasRow(region, "GC2"));

        Assert.Equal(0, await worker.StopAsync());
        var flushes = region.ReadFlushes();
        region.AssertCountedOnce(flushes);
        var rows = flushes.SelectMany(flush => flush.Rows).ToList();
        Assert.All(rows, row => Assert.Equal(("group-1", "region-1"), (row.Key.AppGroup, row.Key.RegionId)));
        Assert.All(rows, row => Assert.Matches("^(GC1|GC2|unknown)$", row.Level.Label));

        bool Says(string text) => worker.Output.Contains(text, StringComparison.Ordinal);
    }

    private static bool HasRow(KafkaRegion region, string level) =>
        region.ReadFlushes().SelectMany(flush => flush.Rows).Any(row => string.Equals(row.Level.Name, level, StringComparison.Ordinal));

    private static Task<bool> ProduceUntilAsync(KafkaRegion region, Func<bool> wanted) => Eventually.Async(
        async () =>
        {
            await ProduceAsync(region);
            await region.CountedAsync(region.Produced);
            return wanted();
        },
        isSo => isSo);

    private static async Task ProduceAsync(KafkaRegion region)
    {
        for (var i = 0; i < Logs; i++)
        {
            var log = region.NextLog().Replace("\"HttpCode\"", "\"LocalIp\":\"192.0.2.1\",\"HttpCode\"", StringComparison.Ordinal);
            await region.SendAsync(i % 2, Encoding.UTF8.GetBytes(log));
        }
    }
}
