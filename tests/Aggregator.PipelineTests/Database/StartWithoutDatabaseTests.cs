using System.Text.RegularExpressions;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>A job is started while the database is away.</summary>
public sealed partial class StartWithoutDatabaseTests(SharedMariaDb shared)
{
    [Fact]
    public async Task The_copy_of_an_earlier_run_is_used_and_its_age_is_said()
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port);
        await using var job = new DatabaseJob(database, proxy.Port, mysql: ", tls: disabled, refresh_interval: 1h");
        await job.StartAsync();
        await job.TrafficUntilAsync(scrape => DatabaseJob.Sum(scrape, "aggregator_central_logs_read_total") > 1000);
        await job.StopAsync();
        proxy.Refuse();

        await job.StartAsync();

        var said = StartWithCopy().Matches(job.Output);
        Assert.Equal("apis clusters", string.Join(' ', said.Select(match => match.Groups["table"].Value).Order(StringComparer.Ordinal)));
        Assert.All(said, match => Assert.InRange(TimeSpan.Parse(match.Groups["age"].Value, null), TimeSpan.Zero, TimeSpan.FromMinutes(2)));
        var away = await job.TrafficUntilAsync(scrape => DatabaseJob.Sum(scrape, "aggregator_regional_tenant_circuit") > 0);
        await job.AssertExactAsync();
        Assert.True(DatabaseJob.Sum(away, "aggregator_dimension_rows", "clusters") > 0);
        Assert.True(DatabaseJob.Sum(away, "aggregator_dimension_age_seconds", "clusters") > 0);

        proxy.Accept();
        await job.TrafficUntilAsync(scrape =>
            DatabaseJob.Sum(scrape, "aggregator_regional_tenant_circuit") == 0
            && DatabaseJob.Sum(scrape, "aggregator_dimension_refreshes_total") - DatabaseJob.Sum(scrape, "aggregator_dimension_refresh_failures_total") >= 2);
        await job.AssertExactAsync();
        Assert.Contains("The table of clusters is refreshed again", job.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_copy_nothing_is_begun()
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port);
        await using var job = new DatabaseJob(database, proxy.Port, mysql: ", tls: disabled");
        proxy.Refuse();

        var (code, output) = await job.RunAsync();

        Assert.Equal(1, code);
        Assert.Contains($"The table of clusters cannot be loaded: 127.0.0.1:{proxy.Port} cannot be reached", output, StringComparison.Ordinal);
        Assert.Contains("check that it runs, and dimensions.mysql.host and port", output, StringComparison.Ordinal);
        Assert.Contains("There is no copy of an earlier run.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"The table of (?<table>\w+) cannot be read from the database: .* cannot be reached .* The job starts with the copy of an earlier run, which is (?<age>[\d:.]+) old and has \d+ rows", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StartWithCopy();
}
