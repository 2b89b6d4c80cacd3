using System.Security.Cryptography;
using Xunit;

namespace Aggregator.PipelineTests.Restart;

/// <summary>A data directory that cannot be right: the start is refused with the remedy, and touches nothing.</summary>
public sealed class RefusedStartTests
{
    [Theory]
    [InlineData("compact/cn-hangzhou/commit")]
    [InlineData("central/journal/commit")]
    public async Task An_emptied_commit_file_is_refused(string file)
    {
        using var job = await KilledJobAsync(seed: 6);
        var good = File.ReadAllBytes(Path.Combine(job.DataDir, file));
        File.WriteAllBytes(Path.Combine(job.DataDir, file), []);

        await AssertRefusedAsync(job, "the file commit is empty", "Restore the folder from a copy, or move it away");

        File.WriteAllBytes(Path.Combine(job.DataDir, file), good);
        await job.AssertExactAsync();
    }

    [Fact]
    public async Task A_damaged_snapshot_is_refused_and_the_one_before_leads_to_the_same_counters()
    {
        using var job = await KilledJobAsync(seed: 7);
        var snapshot = Path.Combine(job.DataDir, "central", "snapshot.bin");
        var bytes = File.ReadAllBytes(snapshot);
        bytes[^1] ^= 1;
        File.WriteAllBytes(snapshot, bytes);

        await AssertRefusedAsync(job, "is damaged", "Move it away: snapshot.previous.bin and the journal beside it lead to the same state");

        File.Move(snapshot, snapshot + ".damaged");
        await job.AssertExactAsync();
    }

    [Fact]
    public async Task Another_window_size_is_refused_and_the_old_one_still_works()
    {
        using var job = await KilledJobAsync(seed: 8);
        var config = File.ReadAllText(job.ConfigPath);
        File.WriteAllText(job.ConfigPath, config.Replace("flush_interval: 1s", "flush_interval: 1s, size: 20s", StringComparison.Ordinal));

        await AssertRefusedAsync(job, "slots of 10000 ms but windows.size is 20000 ms", "set it back");

        File.WriteAllText(job.ConfigPath, config);
        await job.AssertExactAsync();
    }

    /// <summary>A job that was killed while it had two snapshots and more in its journal.</summary>
    private static async Task<RestartedJob> KilledJobAsync(int seed)
    {
        var job = new RestartedJob(seed, firstZeroFor: "0s");
        await using var process = job.Start();
        var metrics = await process.AddressAsync();
        var previous = Path.Combine(job.DataDir, "central", "snapshot.previous.bin");
        for (var i = 0; i < 300 && (i < 60 || !File.Exists(previous)); i++)
        {
            job.Traffic.Write();
            await Task.Delay(50);
            await job.TryScrapeAsync(metrics);
        }
        await process.KillAsync();
        Assert.True(File.Exists(previous));
        return job;
    }

    private static async Task AssertRefusedAsync(RestartedJob job, string problem, string remedy)
    {
        var before = Contents(job.DataDir);
        var (code, output) = await job.RunAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(1, code);
        Assert.Contains(problem, output, StringComparison.Ordinal);
        Assert.Contains(remedy, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.Equal(before, Contents(job.DataDir));
    }

    private static SortedDictionary<string, string> Contents(string folder) => new(
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .ToDictionary(path => path, path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))), StringComparer.Ordinal),
        StringComparer.Ordinal);
}
