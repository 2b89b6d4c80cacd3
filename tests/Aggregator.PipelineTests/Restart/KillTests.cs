using System.Globalization;
using Xunit;

namespace Aggregator.PipelineTests.Restart;

/// <summary>SIGKILL at random moments: no log is lost, none counts twice, and no counter that was seen goes back.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int KilledBySignal9 = 128 + 9;
    private static readonly TimeSpan TurnTime = TimeSpan.FromSeconds(60);

    /// <summary>A longer run sets how often the job is killed: eng/soak-restarts.sh.</summary>
    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("AGGREGATOR_SOAK_KILLS") ?? "50", CultureInfo.InvariantCulture);

    private static int Seed => int.Parse(Environment.GetEnvironmentVariable("AGGREGATOR_SOAK_SEED") ?? "1", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Counters_are_exact_and_never_go_back_however_often_the_job_is_killed()
    {
        var seed = Seed;
        var random = new Random(seed);
        using var job = new RestartedJob(seed);
        using var ended = new CancellationTokenSource();
        using var turn = new SemaphoreSlim(1);
        var writing = WriteAsync(job.Traffic, turn, new Random(seed + 1), ended.Token);

        var (atStartUp, truncations) = (0, 0);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var process = job.Start();
            var isTruncated = kill % 8 == 7;
            if (!isTruncated && random.Next(4) == 0)
            {
                atStartUp++;
                await Task.Delay(random.Next(700));
            }
            else
            {
                var metrics = await process.AddressAsync();
                if (isTruncated)
                {
                    truncations++;
                    await TruncateAsync(job, metrics, turn);
                }
                await ScrapeForAsync(job, metrics, TimeSpan.FromMilliseconds(random.Next(2500)));
            }
            await process.KillAsync();
            Assert.True(await process.ExitAsync() == KilledBySignal9, $"Seed {seed}: it ended by itself.\n{process.Output}");
            job.AssertNeverWentBack($"Seed {seed}, after kill {kill}");
        }
        await ended.CancelAsync();
        await writing;

        await job.AssertExactAsync($"Seed {seed}");
        output.WriteLine(
            $"seed {seed}: {Kills} kills, {atStartUp} at start-up; {truncations} truncations; {job.Traffic.Truth.Logs} logs; {job.Watch.Scrapes} scrapes of {job.Watch.Counters} counters");
    }

    /// <summary>Writes 2,000 logs a second and renames the file every few seconds.</summary>
    private static async Task WriteAsync(GatewayTraffic traffic, SemaphoreSlim turn, Random random, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await turn.WaitAsync(CancellationToken.None);
            try
            {
                if (random.Next(200) == 0) traffic.Rename();
                else traffic.Write();
            }
            finally
            {
                turn.Release();
            }
            await Task.Delay(random.Next(1, 40), CancellationToken.None);
        }
        traffic.WriteWholeLines();
    }

    /// <summary>Truncates when everything was read, and waits until the job has noticed: what is not read then would be lost.</summary>
    private static async Task TruncateAsync(RestartedJob job, Uri metrics, SemaphoreSlim turn)
    {
        Assert.True(await turn.WaitAsync(TurnTime), $"The traffic kept its turn for {TurnTime}.");
        job.Traffic.WriteWholeLines();
        var before = job.Traffic.Truth.Logs;
        await job.CaughtUpAsync(metrics);
        job.Traffic.CopyAndTruncate();
        job.Traffic.WriteWholeLines();
        turn.Release();
        await job.UntilAsync(metrics, scrape => RestartedJob.LogsRead(scrape) > before);
    }

    private static async Task ScrapeForAsync(RestartedJob job, Uri metrics, TimeSpan time)
    {
        var until = TimeProvider.System.GetUtcNow() + time;
        while (TimeProvider.System.GetUtcNow() < until)
        {
            await job.TryScrapeAsync(metrics);
            await Task.Delay(5);
        }
    }
}
