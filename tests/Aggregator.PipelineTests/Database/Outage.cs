using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>What every outage of the database must look like, whatever causes it.</summary>
internal static class Outage
{
    // The default of dimensions.tenants.cache.budget, and what a loaded machine may add. A lookup that fails takes longer than
    // both: 4 tries of a second.
    private const double MostWaitSeconds = 0.5 + 2;

    private const string TenantTelemetry = "aggregator_regional_tenant_";
    private const string TenantRequests = "namespace_tenant_gw_http_req_total";

    /// <summary>
    /// A job through an outage: callers keep their level or, new ones, are unknown; no log is lost or waits; the log names the
    /// remedy, for lookups and for tables; and when the outage ends, all is as before without a restart.
    /// </summary>
    /// <param name="job">A job that was not started.</param>
    /// <param name="database">Its tables.</param>
    /// <param name="begin">Begins the outage.</param>
    /// <param name="end">Ends it.</param>
    /// <param name="remedies">What the log must say, of each.</param>
    public static async Task SurviveAsync(
        DatabaseJob job, TestDatabase database, Func<Task> begin, Func<Task> end, (string Lookups, string Tables) remedies)
    {
        // 1. A caller's level is known.
        database.Execute("INSERT INTO user_level_dim (uid, gc_level) VALUES ('old-1', 'GC1'), ('new-1', 'GC2')");
        await job.StartAsync();
        var before = await job.TrafficUntilAsync(scrape => Requests(scrape, "old-1", "GC1") > 0, one => one.WriteExtra("old-1"));

        // 2. It stays so while the database is away; a new caller is unknown; the tables stay.
        await begin();
        await job.RefreshAsync();
        var during = await job.TrafficUntilAsync(
            scrape => Requests(scrape, "old-1", "GC1") >= Requests(before, "old-1", "GC1") + 20
                && DatabaseJob.Sum(scrape, "aggregator_regional_tenant_stale_total") > 0
                && DatabaseJob.Sum(scrape, "aggregator_regional_tenant_unknown_total") > 0
                && DatabaseJob.Sum(scrape, "aggregator_regional_tenant_lookup_failures_total") > 0
                && DatabaseJob.Sum(scrape, "aggregator_dimension_refresh_failures_total", "clusters") > 0
                && DatabaseJob.Sum(scrape, "aggregator_dimension_refresh_failures_total", "apis") > 0,
            WriteBoth);
        Assert.NotEqual(0, DatabaseJob.Sum(during, "aggregator_regional_tenant_circuit"));
        Assert.Equal(0, Requests(during, "new-1", "GC2"));

        // 3. It comes back.
        await end();
        var after = await job.TrafficUntilAsync(
            scrape => Requests(scrape, "new-1", "GC2") > 0 && DatabaseJob.Sum(scrape, "aggregator_regional_tenant_circuit") == 0, WriteBoth);
        await job.RefreshAsync();
        await job.TrafficUntilAsync(scrape => Succeeded(scrape) >= Succeeded(during) + 2);

        // 4. All was counted, nothing waited, and the log has it.
        await job.AssertExactAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(
            ", ", after.Where(sample => sample.Key.StartsWith(TenantTelemetry, StringComparison.Ordinal)).Select(sample => $"{sample.Key[TenantTelemetry.Length..]} {sample.Value}")));
        Assert.InRange(DatabaseJob.Sum(after, "aggregator_regional_tenant_longest_wait_seconds"), 0, MostWaitSeconds);
        AssertSays(job, $"The levels of tenants cannot be looked up: {remedies.Lookups}");
        AssertSays(job, $"The table of clusters cannot be refreshed: {remedies.Tables}");
        AssertSays(job, "The levels of tenants are looked up again.");
        AssertSays(job, "The table of clusters is refreshed again");
        Assert.DoesNotContain(TestDatabase.Password, job.Output, StringComparison.Ordinal);
        await job.StopAsync();
    }

    private static void WriteBoth(DatabaseJob job)
    {
        job.WriteExtra("old-1");
        job.WriteExtra("new-1");
    }

    private static double Requests(Dictionary<string, double> scrape, string uid, string level) =>
        DatabaseJob.Sum(scrape, TenantRequests, $"uid=\"{uid}\"", $"gc_level=\"{level}\"");

    private static double Succeeded(Dictionary<string, double> scrape) =>
        DatabaseJob.Sum(scrape, "aggregator_dimension_refreshes_total") - DatabaseJob.Sum(scrape, "aggregator_dimension_refresh_failures_total");

    // A * stands for anything, such as the server's own words.
    private static void AssertSays(DatabaseJob job, string words)
    {
        var isSaid = job.Output.Split('\n').Any(line => words.Split('*').All(part => line.Contains(part, StringComparison.Ordinal)));
        Assert.True(isSaid, $"'{words}' is not in:\n{job.Output}");
    }
}
