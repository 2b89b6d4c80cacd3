using System.Globalization;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>A job whose tables are in the database labels logs as they say, now and after they changed.</summary>
public sealed class TablesInUseTests(SharedMariaDb shared)
{
    [Fact]
    public async Task Tables_are_loaded_before_the_first_log()
    {
        var database = await shared.DatabaseAsync();
        await using var job = new DatabaseJob(database, cache: "budget: 10s");
        job.Traffic.WriteWholeLines();

        await job.StartAsync();

        await job.TrafficUntilAsync(scrape => DatabaseJob.Sum(scrape, "aggregator_central_logs_read_total") > 2000);
        var scrape = await job.AssertExactAsync(withTenants: true);
        Assert.True(DatabaseJob.Sum(scrape, "aggregator_regional_tenant_rows") > 0);
        Assert.Equal(0, DatabaseJob.Sum(scrape, "aggregator_regional_tenant_unknown_total"));
    }

    [Theory]
    [InlineData("by itself")]
    [InlineData("SIGHUP")]
    [InlineData("POST")]
    public async Task A_row_that_changed_is_seen_within_one_refresh(string how)
    {
        var database = await shared.DatabaseAsync();
        var bySelf = string.Equals(how, "by itself", StringComparison.Ordinal);
        await using var job = new DatabaseJob(database, mysql: bySelf ? ", refresh_interval: 1s" : ", refresh_interval: 1h");
        database.Execute("INSERT INTO gateway_cluster_dim (local_ip, app_group, region_id) VALUES ('192.0.2.1', 'g', 'region-1')");
        database.Execute("INSERT INTO api_dim (product, api, version, priority) VALUES ('extra', 'x', '1', 'P1')");
        database.Execute("INSERT INTO user_level_dim (uid, gc_level) VALUES ('extra-1', 'GC1')");
        await job.StartAsync();
        await job.TrafficUntilAsync(scrape => IsShown(scrape, 1), write: one => one.WriteExtra("extra-1"));

        database.Execute("UPDATE gateway_cluster_dim SET region_id = 'region-2' WHERE local_ip = '192.0.2.1'");
        database.Execute("UPDATE api_dim SET priority = 'P2' WHERE product = 'extra'");
        database.Execute("UPDATE user_level_dim SET gc_level = 'GC2' WHERE uid = 'extra-1'");
        if (string.Equals(how, "SIGHUP", StringComparison.Ordinal)) await job.Process.RefreshAsync();
        if (string.Equals(how, "POST", StringComparison.Ordinal)) await job.RefreshAsync();
        var scrape = await job.TrafficUntilAsync(scrape => IsShown(scrape, 2), write: one => one.WriteExtra("extra-1"));

        Assert.Equal(0, DatabaseJob.Sum(scrape, "aggregator_dimension_refresh_failures_total"));
        if (!bySelf) Assert.Equal(4, DatabaseJob.Sum(scrape, "aggregator_dimension_refreshes_total")); // two tables, the first reading and this one
        await job.AssertExactAsync();
    }

    [Fact]
    public async Task Nulls_and_values_that_are_too_long_are_bad_data_and_no_failure()
    {
        var database = await shared.DatabaseAsync();
        await using var job = new DatabaseJob(database);
        database.Execute("ALTER TABLE gateway_cluster_dim MODIFY region_id LONGTEXT");
        database.Execute("ALTER TABLE user_level_dim MODIFY gc_level LONGTEXT");
        var tooLong = new string('x', 1_000_000);
        database.Execute("INSERT INTO gateway_cluster_dim (local_ip, region_id) VALUES ('192.0.2.1', @tooLong), ('192.0.2.2', NULL), ('', 'no key')", new { tooLong });
        database.Execute("INSERT INTO user_level_dim (uid, gc_level) VALUES ('long', @tooLong), ('null', NULL), ('empty', '')", new { tooLong });
        await job.StartAsync();

        var cut = new string('x', 256);
        await job.TrafficUntilAsync(
            scrape => DatabaseJob.Sum(scrape, "namespace_tenant_gw_http_req_total", "uid=\"long\"", $"gc_level=\"{cut}\"") > 0
                && DatabaseJob.Sum(scrape, "namespace_product_gw_http_req_total", "product=\"extra\"", $"region_id=\"{cut}\"") > 0
                && DatabaseJob.Sum(scrape, "namespace_product_gw_http_req_total", "product=\"extra\"", "region_id=\"unknown\"") > 0,
            write: one =>
            {
                one.WriteExtra("long");
                one.WriteExtra("null", node: "192.0.2.2");
                one.WriteExtra("empty", node: "");
            });

        var scrape = await job.AssertExactAsync();
        Assert.Equal(1, DatabaseJob.Sum(scrape, "aggregator_dimension_skipped_rows", "clusters"));
        Assert.Equal(0, DatabaseJob.Sum(scrape, "namespace_tenant_gw_http_req_total", "uid=\"null\""));
        Assert.Equal(0, DatabaseJob.Sum(scrape, "namespace_tenant_gw_http_req_total", "uid=\"empty\""));
        Assert.Equal(0, DatabaseJob.Sum(scrape, "aggregator_regional_tenant_lookup_failures_total"));
    }

    [Fact]
    public async Task An_injection_attempt_changes_nothing_and_is_a_caller_like_any_other()
    {
        var database = await shared.DatabaseAsync();
        await using var job = new DatabaseJob(database);
        string[] callers =
        [
            "'; DROP TABLE user_level_dim; --", "1') OR 1=1 #", "\\'; DELETE FROM user_level_dim; /*", "\\", "'", "\"", "`", "*/ */", "@u0", "?", "%", "\0null\u001a", "\n\tx",
            "𝄞'--", new string('\'', 65_536), new string('\\', 65_536), "x' UNION SELECT 'a','GC9' -- ",
        ];
        // Half of them are tenants with a level; what is too long for a label can have none.
        for (var i = 0; i < callers.Length; i += 2)
        {
            if (callers[i].Length < 256) database.Execute("INSERT INTO user_level_dim (uid, gc_level) VALUES (@uid, 'NASTY')", new { uid = callers[i] });
        }
        var before = Checksums(database);
        await job.StartAsync();

        await job.TrafficUntilAsync(
            scrape => DatabaseJob.Sum(scrape, "aggregator_regional_tenant_lookups_total") > 3 && DatabaseJob.Sum(scrape, "namespace_tenant_gw_http_req_total", "NASTY") > 0,
            write: one =>
            {
                foreach (var caller in callers) one.WriteExtra(caller, node: caller, api: caller);
            });

        var scrape = await job.AssertExactAsync();
        Assert.Equal(0, DatabaseJob.Sum(scrape, "aggregator_regional_tenant_lookup_failures_total"));
        var known = scrape.Keys.Where(series => series.StartsWith("namespace_tenant_gw_http_req_total{", StringComparison.Ordinal) && series.Contains("NASTY", StringComparison.Ordinal)).ToList();
        Assert.Equal(callers.Where((caller, i) => i % 2 == 0 && caller.Length < 256).Count(), known.Count);
        Assert.Equal(before, Checksums(database));
    }

    private static bool IsShown(Dictionary<string, double> scrape, int number)
    {
        var n = number.ToString(CultureInfo.InvariantCulture);
        return DatabaseJob.Sum(scrape, "namespace_product_gw_http_req_total", "product=\"extra\"", $"region_id=\"region-{n}\"") > 0
            && DatabaseJob.Sum(scrape, "namespace_api_gw_http_req_total", "product=\"extra\"", $"priority=\"P{n}\"") > 0
            && DatabaseJob.Sum(scrape, "namespace_tenant_gw_http_req_total", "uid=\"extra-1\"", $"gc_level=\"GC{n}\"") > 0;
    }

    private static IReadOnlyList<string> Checksums(TestDatabase database) =>
        [.. database.Query<(string Table, long Checksum)>("CHECKSUM TABLE user_level_dim, gateway_cluster_dim, api_dim").Select(row => row.ToString())];
}
