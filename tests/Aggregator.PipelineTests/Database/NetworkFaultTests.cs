using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>What is between a job and its database fails.</summary>
public sealed class NetworkFaultTests(SharedMariaDb shared)
{
    private const string Unreachable = "127.0.0.1:*cannot be reached*check that it runs, and dimensions.mysql.host and port";
    private const string TooSlow = "127.0.0.1:*does not answer in time; look after it and the way to it, or raise dimensions.mysql.connect_timeout";

    // The one query of a lookup; the SELECT that asks for the column's type has no IN.
    private const string Lookup = " IN (";

    [Fact]
    public async Task Packets_are_dropped()
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port);
        await using var job = new DatabaseJob(database, proxy.Port, mysql: ", tls: disabled, refresh_interval: 1h");
        await Outage.SurviveAsync(job, database, begin: () => Do(proxy.Silence), end: () => Do(proxy.Resume), (TooSlow, TooSlow));
    }

    [Fact]
    public async Task Connections_are_refused()
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port);
        await using var job = new DatabaseJob(database, proxy.Port, mysql: ", tls: disabled, refresh_interval: 1h");
        await Outage.SurviveAsync(job, database, begin: () => Do(proxy.Refuse), end: () => Do(proxy.Accept), (Unreachable, Unreachable));
    }

    [Fact]
    public async Task Every_query_takes_longer_than_it_may()
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port);
        await using var job = new DatabaseJob(database, proxy.Port, mysql: ", tls: disabled, refresh_interval: 1h");
        await Outage.SurviveAsync(
            job, database, begin: () => Do(() => proxy.Delay = TimeSpan.FromSeconds(4)), end: () => Do(() => proxy.Delay = TimeSpan.Zero), (TooSlow, TooSlow));
    }

    [Fact]
    public async Task An_answer_that_comes_later_than_a_flush_waits_serves_the_next_one()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("INSERT INTO user_level_dim (uid, gc_level) VALUES ('old-1', 'GC1')");
        using var proxy = new TcpProxy(database.Server.Port);
        await using var job = new DatabaseJob(database, proxy.Port, mysql: ", tls: disabled, refresh_interval: 1h", cache: "lookup_timeout: 10s");
        await job.StartAsync();
        proxy.Delay = TimeSpan.FromSeconds(2);

        var scrape = await job.TrafficUntilAsync(
            scrape => DatabaseJob.Sum(scrape, "namespace_tenant_gw_http_req_total", "uid=\"old-1\"", "gc_level=\"GC1\"") > 0, one => one.WriteExtra("old-1"));

        Assert.True(DatabaseJob.Sum(scrape, "aggregator_regional_tenant_unknown_total") > 0);
        Assert.Equal(0, DatabaseJob.Sum(scrape, "aggregator_regional_tenant_lookup_failures_total"));
        Assert.InRange(DatabaseJob.Sum(scrape, "aggregator_regional_tenant_longest_wait_seconds"), 0.4, 1.9);
        proxy.Delay = TimeSpan.Zero;
        await job.AssertExactAsync();
    }

    [Fact]
    public async Task A_lookup_is_tried_once_and_three_times_more()
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port) { CutAt = Lookup };
        await using var job = new DatabaseJob(database, proxy.Port, mysql: ", tls: disabled, refresh_interval: 1h");
        await job.StartAsync();

        // The first lookup fails after all its tries; later ones are trials of the circuit, with a try each.
        var scrape = await job.TrafficUntilAsync(scrape => DatabaseJob.Sum(scrape, "aggregator_regional_tenant_lookup_failures_total") >= 3);
        var after = proxy.StatementsWith(Lookup);

        var tries = DatabaseJob.Sum(scrape, "aggregator_regional_tenant_tries_total");
        Assert.Equal(4 + DatabaseJob.Sum(scrape, "aggregator_regional_tenant_lookup_failures_total") - 1, tries);
        Assert.InRange(after, tries, tries + 1); // a trial may have begun since the scrape

        proxy.CutAt = null;
        await job.TrafficUntilAsync(scrape => DatabaseJob.Sum(scrape, "aggregator_regional_tenant_circuit") == 0);
        await job.AssertExactAsync();
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
