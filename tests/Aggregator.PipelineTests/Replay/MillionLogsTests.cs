using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Tests.Oracle;
using Xunit;

namespace Aggregator.PipelineTests.Replay;

/// <summary>A million generated logs (200 s of event time, 1 GB) against the slow twin, which never saw their bytes.</summary>
[Collection(BigReplays.Name)]
public sealed class MillionLogsTests : IDisposable
{
    private const int Count = 1_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_million_logs_come_to_what_the_oracle_computes_in_whatever_order_and_pieces_they_are_read()
    {
        var files = new GeneratedLogs(_folder);
        var input = files.Write("all.jsonl", Enumerable.Range(0, Count));
        var run = await ReplayRun.Async(_folder, files.Config, [input]);
        File.Delete(input);

        Assert.True(run.ExitCode == 0, run.Output);
        TestContext.Current.TestOutputHelper?.WriteLine(run.Output);
        var logs = GeneratedLogs.Describe(Count);
        var oracle = GeneratedLogs.RollUp(logs);
        CheckOutcomes(run, logs);
        CheckRows(run, oracle);
        CheckSums(run.Exposition, [.. logs.Where(log => log.Damage == GeneratedDamage.None)]);
        // A log that a filter drops tells the time all the same.
        var endMs = OracleComparison.FinalEndMs(logs.Where(log => log.Damage != GeneratedDamage.CutOff).Max(log => log.EventTimeMs));
        Assert.Equal([], OracleComparison.Differences(await File.ReadAllTextAsync(run.Metrics), oracle, endMs));
        await CheckAnotherWayAsync(run, files);
    }

    private static void CheckOutcomes(ReplayRun run, IReadOnlyList<GeneratedLog> logs)
    {
        Assert.Equal(Count, run.Number("read"));
        Assert.Equal(logs.Count(log => log.Damage == GeneratedDamage.None), run.Number("aggregated"));
        Assert.Equal(logs.Count(log => log.Damage == GeneratedDamage.NoApi), run.Number("filtered/required"));
        Assert.Equal(logs.Count(log => log.Damage == GeneratedDamage.CutOff), run.Number("malformed/cut_off"));
        Assert.Contains("ledger: balanced", run.Output, StringComparison.Ordinal);
    }

    private static void CheckRows(ReplayRun run, ReferenceRollup oracle)
    {
        var expected = oracle.Rows.ToHashSet();
        Assert.Equal(expected.Count, run.Number("rows"));
        var lastWindow = 0L;
        foreach (var row in PartialsFile.Read(run.Partials))
        {
            Assert.True(expected.Remove(row), $"Not (once) in the oracle: {row}");
            Assert.True(row.WindowStartMs >= lastWindow);
            lastWindow = row.WindowStartMs;
        }
        Assert.Empty(expected);
    }

    // Without the oracle: what each namespace counts, straight from the definitions.
    private static void CheckSums(Exposition metrics, IReadOnlyList<GeneratedLog> aggregated)
    {
        foreach (var name in (string[])["product", "api", "tenant"])
        {
            Assert.Equal(aggregated.Count, metrics.Sum($"namespace_{name}_gw_http_req_total"));
        }
        Assert.Equal(aggregated.Count(log => log.HttpCode >= 400), metrics.Sum("namespace_error_code_gw_http_code_total"));
        Assert.Equal(aggregated.Count(log => log.ErrorCode.Length > 0), metrics.Sum("namespace_error_code_gw_error_code_total"));
        Assert.Equal(aggregated.Count(log => log.LatencyMs > 1000), metrics.Sum("namespace_product_gw_slow_http_req_total"));
        Assert.Equal(0, metrics.Sum("namespace_product_gw_http_req_late_total"));
    }

    private async Task CheckAnotherWayAsync(ReplayRun run, GeneratedLogs files)
    {
        var numbers = Enumerable.Range(0, Count).ToArray();
        new Random(5).Shuffle(numbers);
        string[] inputs = [files.Write("b.jsonl", numbers[(Count / 3)..]), files.Write("a.jsonl", numbers[..(Count / 3)])];
        var config = files.WriteConfig("small.yaml", "{ max_groups: 20000 }");

        var other = await ReplayRun.Async(_folder, config, inputs, "--workers", "2");

        TestContext.Current.TestOutputHelper?.WriteLine(other.Output);
        Assert.True(other.Number("flushes") > 10, other.Output);
        Assert.Equal(run.Hashes, other.Hashes);
    }
}
