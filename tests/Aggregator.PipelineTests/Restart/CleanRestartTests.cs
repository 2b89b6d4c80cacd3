using Xunit;

namespace Aggregator.PipelineTests.Restart;

/// <summary>Stops and kills at chosen moments.</summary>
public sealed class CleanRestartTests
{
    [Fact]
    public async Task A_restart_after_a_clean_stop_goes_on_without_a_gap()
    {
        using var job = new RestartedJob(seed: 2, firstZeroFor: "0s");
        for (var run = 0; run < 3; run++)
        {
            job.Traffic.WriteWholeLines(); // what came while it was stopped
            await using var process = job.Start();
            var metrics = await process.AddressAsync();
            for (var i = 0; i < 40; i++)
            {
                job.Traffic.Write();
                await Task.Delay(50);
                await job.TryScrapeAsync(metrics);
            }
            Assert.Equal(0, await process.StopAsync());
            Assert.Contains("ledger: balanced", process.Output, StringComparison.Ordinal);
        }
        await job.AssertExactAsync();
    }

    [Fact]
    public async Task A_kill_within_the_very_first_second_leaves_nothing_behind_that_a_restart_stumbles_over()
    {
        using var job = new RestartedJob(seed: 3, firstZeroFor: "0s");
        for (var moment = 0; moment <= 1000; moment += 100)
        {
            job.Traffic.WriteWholeLines();
            await using var process = job.Start();
            await Task.Delay(moment);
            await process.KillAsync();
        }
        await job.AssertExactAsync();
    }

    [Fact]
    public async Task A_file_that_was_truncated_while_the_job_was_down_is_read_from_its_start_and_the_doubt_is_booked()
    {
        using var job = new RestartedJob(seed: 4, firstZeroFor: "0s");
        job.Traffic.WriteWholeLines();
        await using (var first = job.Start())
        {
            await job.CaughtUpAsync(await first.AddressAsync());
            await first.StopAsync();
        }
        await Task.Delay(100);
        job.Traffic.CopyAndTruncate();
        job.Traffic.WriteWholeLines();

        await using var second = job.Start();
        var metrics = await second.AddressAsync();
        Assert.Empty(await job.ExactAsync(metrics));

        // Nobody can know any more whether the end of the old content was read: not to say so would be a guess.
        var scrape = await job.UntilAsync(metrics, scrape => RestartedJob.Ledger(scrape, "lost_positions_total") > 0);
        Assert.Equal(1, RestartedJob.Ledger(scrape, "lost_positions_total"));
        Assert.Equal(0, RestartedJob.Ledger(scrape, "ledger_balanced"));
        Assert.Contains("Keep rotated files", second.Output, StringComparison.Ordinal);
        Assert.Equal(1, await second.StopAsync());
    }

    [Fact]
    public async Task What_was_unread_when_a_file_was_truncated_is_booked_as_lost()
    {
        using var job = new RestartedJob(seed: 5, firstZeroFor: "0s");
        job.Traffic.WriteWholeLines();
        await using var process = job.Start();
        var metrics = await process.AddressAsync();
        await job.CaughtUpAsync(metrics);

        job.Traffic.WriteRaw("{\"half a line\":"u8);
        await Task.Delay(1500); // it has been seen, and is not consumed before it ends
        job.Traffic.CopyAndTruncate();
        job.Traffic.WriteWholeLines();

        var scrape = await job.UntilAsync(metrics, scrape => RestartedJob.Ledger(scrape, "lost_positions_total") > 0);
        Assert.Equal("{\"half a line\":".Length, RestartedJob.Ledger(scrape, "lost_positions_total"));
        Assert.Empty(await job.ExactAsync(metrics));
        Assert.Contains("truncated before", process.Output, StringComparison.Ordinal);
        Assert.Equal(1, await process.StopAsync());
    }
}
