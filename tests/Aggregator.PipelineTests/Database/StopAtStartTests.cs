using System.Diagnostics;
using Aggregator.PipelineTests.Restart;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>Signals to a job that still waits for its first tables.</summary>
public sealed class StopAtStartTests(SharedMariaDb shared)
{
    [Fact]
    public async Task A_job_that_waits_for_its_first_tables_survives_a_hang_up_and_ends_at_once_when_it_is_stopped()
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port);
        proxy.Silence();
        using var job = new RestartedJob(seed: 4, dimensions: $"{database.Section(proxy.Port, ", connect_timeout: 1m")}, clusters: {{ mysql: {{}} }}");
        await using var process = job.Start();
        await Eventually.Async(() => Task.FromResult(proxy.Connections), connections => connections > 0);

        await process.RefreshAsync();
        var begun = Stopwatch.GetTimestamp();
        var exitCode = await process.StopAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("aggregator: stopped before it was done", process.Output, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(begun).TotalSeconds, 0, 20);
    }
}
