using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Restart;

/// <summary>The data directory's disk is full: a clear end, and nothing is lost or doubled once there is space.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task The_job_says_so_and_is_exact_again_after_space_was_made_and_a_restart()
    {
        using var job = new RestartedJob(seed: 9, firstZeroFor: "0s");
        Directory.CreateDirectory(job.DataDir);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", job.DataDir), "Mounting a small disk takes root.");
        try
        {
            for (var round = 0; round < 3; round++)
            {
                await FillUpAsync(job, leaveBytes: round * 30_000);
                File.Delete(Ballast(job));
            }
            await job.AssertExactAsync();
        }
        finally
        {
            await RunAsync("umount", job.DataDir);
        }
    }

    [Fact]
    public async Task A_disk_that_is_full_from_the_start_is_no_directory_in_use()
    {
        using var job = new RestartedJob(seed: 10, firstZeroFor: "0s");
        Directory.CreateDirectory(job.DataDir);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", job.DataDir), "Mounting a small disk takes root.");
        try
        {
            Fill(job, leaveBytes: 0);
            var (code, output) = await job.RunAsync().WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(1, code);
            Assert.Contains("No space left", output, StringComparison.Ordinal);
            Assert.DoesNotContain("another process", output, StringComparison.Ordinal);

            File.Delete(Ballast(job));
            await job.AssertExactAsync();
        }
        finally
        {
            await RunAsync("umount", job.DataDir);
        }
    }

    [Fact]
    public async Task A_compact_log_that_cannot_be_written_ends_the_job_and_not_only_its_progress()
    {
        using var job = new RestartedJob(seed: 12, firstZeroFor: "0s");
        job.Traffic.WriteWholeLines();
        var obstacle = Path.Combine(job.DataDir, "compact", "cn-hangzhou", "commit.tmp");
        await using (var process = job.Start())
        {
            await job.CaughtUpAsync(await process.AddressAsync());
            Directory.CreateDirectory(obstacle); // in the way of the commit file

            Assert.Equal(1, await process.ExitAsync().WaitAsync(TimeSpan.FromSeconds(60)));
            Assert.Contains("the regional cn-hangzhou thread ended", process.Output, StringComparison.Ordinal);
            Assert.Contains("(restart)", process.Output, StringComparison.Ordinal);
        }
        Directory.Delete(obstacle);
        await job.AssertExactAsync();
    }

    /// <summary>The disk fills up while the job runs: it ends by itself and names the remedy.</summary>
    private static async Task FillUpAsync(RestartedJob job, int leaveBytes)
    {
        await using var process = job.Start();
        var metrics = await process.AddressAsync();
        job.Traffic.WriteWholeLines();
        await job.CaughtUpAsync(metrics);
        Fill(job, leaveBytes);

        var ended = process.ExitAsync();
        for (var i = 0; i < 300 && !ended.IsCompleted; i++)
        {
            job.Traffic.Write();
            await job.TryScrapeAsync(metrics);
            await Task.WhenAny(ended, Task.Delay(100));
        }
        Assert.True(ended.IsCompleted, process.Output);
        Assert.Equal(1, await ended);
        Assert.Contains("No space left", process.Output, StringComparison.Ordinal);
        Assert.Contains("space on the disk", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    private static string Ballast(RestartedJob job) => Path.Combine(job.DataDir, "ballast");

    private static void Fill(RestartedJob job, int leaveBytes)
    {
        using var ballast = new FileStream(Ballast(job), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true) ballast.Write(block);
        }
        catch (IOException)
        {
            ballast.SetLength(Math.Max(0, ballast.Length - leaveBytes)); // full
        }
    }

    private static async Task<bool> RunAsync(string command, params string[] arguments) => (await Tool.RunAsync(command, arguments)).ExitCode == 0;
}
