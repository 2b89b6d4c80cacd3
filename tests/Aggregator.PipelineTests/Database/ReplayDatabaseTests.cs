using Aggregator.PipelineTests.Replay;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary><c>aggregator replay</c> with tables in a database: its result depends on them, and not on how fast they answer.</summary>
public sealed class ReplayDatabaseTests(SharedMariaDb shared) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_level_is_waited_for_whatever_the_budget()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("INSERT INTO user_level_dim (uid, gc_level) VALUES ('1', 'GC7')");
        database.Execute("INSERT INTO gateway_cluster_dim (local_ip, region_id) VALUES ('10.0.0.1', 'cn-x')");

        var run = await ReplayAsync(database);

        Assert.True(run.ExitCode == 0, run.Output);
        var series = await File.ReadAllLinesAsync(run.Metrics, TestContext.Current.CancellationToken);
        Assert.Contains(series, line => line.StartsWith("namespace_tenant_gw_http_req_total{", StringComparison.Ordinal) && line.Contains("gc_level=\"GC7\"", StringComparison.Ordinal));
        Assert.Contains(series, line => line.StartsWith("namespace_product_gw_http_req_total{", StringComparison.Ordinal) && line.Contains("region_id=\"cn-x\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_table_of_tenants_that_cannot_be_read_ends_it_with_the_remedy()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("DROP TABLE user_level_dim");

        var run = await ReplayAsync(database);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("create it, or name it in dimensions.tenants.mysql.table", run.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(run.Metrics));
    }

    private async Task<ReplayRun> ReplayAsync(TestDatabase database)
    {
        var (config, logs) = (_folder["replay.yaml"], _folder["gateway.log"]);
        await File.WriteAllTextAsync(config,
            $$"""
            region: cn-a
            sources: [ { file: {{logs}}, format: gateway-json } ]
            dimensions: { {{database.Section()}}, clusters: { mysql: {} }, tenants: { mysql: {}, cache: { budget: 0s } } }
            """);
        await File.WriteAllTextAsync(logs, """{"__time__":1768484243,"Product":"ecs","Api":"Run","Version":"1","HttpCode":200,"CallerUid":"1","LocalIp":"10.0.0.1"}""" + "\n");
        return await ReplayRun.Async(_folder, config, [logs]);
    }
}
