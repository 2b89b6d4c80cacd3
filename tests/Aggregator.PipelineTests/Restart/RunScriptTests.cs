using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Restart;

/// <summary><c>./run</c>, ended as a terminal or an init system ends it.</summary>
public sealed class RunScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task A_signal_ends_the_job_and_removes_what_was_temporary(string signal)
    {
        // As a terminal starts it, also where these tests were started with SIGINT ignored, which bash cannot undo.
        await using var run = AggregatorProcess.StartCommand(
            ["env", "--default-signal=INT", Path.Combine(Repository.Root, "run"), "--listen", "127.0.0.1:0"],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = _folder.Path });
        await Eventually.Async(() => Task.FromResult(StateIsThere()), isThere => isThere, TimeSpan.FromMinutes(3));

        await run.SignalAsync(signal);

        Assert.True(await run.ExitAsync() == 0, run.Output);
        Assert.Empty(Directory.GetDirectories(_folder.Path, "aggregator.*"));
    }

    // The job has begun: its data directory is in use.
    private bool StateIsThere() => Directory.EnumerateDirectories(_folder.Path, "aggregator.*").Any(folder => Directory.EnumerateFileSystemEntries(folder).Any());
}
