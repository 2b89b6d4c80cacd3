using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>Priorities of APIs that change while the job runs, and while it does not.</summary>
public sealed class PriorityChangeTests(SharedMariaDb shared)
{
    [Fact]
    public async Task A_killed_job_gives_every_row_again_the_priority_that_it_had()
    {
        var database = await shared.DatabaseAsync();
        await using var job = new DatabaseJob(database);
        database.Execute("INSERT INTO api_dim (product, api, version, priority) VALUES ('extra', 'x', '1', 'P1')");
        await job.StartAsync();
        await CountUnderAsync(job, "P1");
        database.Execute("UPDATE api_dim SET priority = 'P2' WHERE product = 'extra'");
        await job.RefreshAsync();
        await CountUnderAsync(job, "P2");
        var before = await job.AssertExactAsync();

        await job.Process.KillAsync();
        database.Execute("UPDATE api_dim SET priority = 'P3' WHERE product = 'extra'");
        await job.StartAsync();
        await CountUnderAsync(job, "P3");

        var after = await job.AssertExactAsync();
        Assert.Equal((Count(before, "P1"), Count(before, "P2")), (Count(after, "P1"), Count(after, "P2")));
    }

    private static async Task CountUnderAsync(DatabaseJob job, string priority) =>
        await job.TrafficUntilAsync(scrape => Count(scrape, priority) >= 3, write: one => one.WriteExtra("caller"));

    private static double Count(Dictionary<string, double> scrape, string priority) =>
        DatabaseJob.Sum(scrape, "namespace_api_gw_http_req_total", "product=\"extra\"", $"priority=\"{priority}\"");
}
