using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>The parsers' tests again, in processes that may use no vectors wider than so many bits.</summary>
public sealed class VectorWidthTests
{
    /// <summary>Variable that names the width.</summary>
    public const string Widest = "AGGREGATOR_TESTS_WIDEST_VECTOR";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData("DOTNET_EnableAVX512v3", 512)] // without VBMI2
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public async Task Parses_alike_with_narrower_vectors(string switchedOff, int widest)
    {
        // In one process, since most of the time goes into starting it.
        string[] tests =
        [
            $"*.{nameof(QuoteIndexTests)}.*",
            $"*.{nameof(FuzzTests.Reads_changed_and_damaged_logs_the_fast_way_as_the_plain_way)}",
            $"*.{nameof(FuzzTests.Reads_changed_and_damaged_lines_of_combined_the_fast_way_as_the_plain_way)}",
            $"*.{nameof(ParserPropertyTests.Reads_a_log_after_any_other_the_fast_way_as_the_plain_way)}",
            $"*.{nameof(CombinedTwinTests)}.*",
        ];
        var start = new ProcessStartInfo("dotnet", [typeof(VectorWidthTests).Assembly.Location, "-noColor", .. tests.SelectMany(test => new[] { "-method", test })]);
        start.Environment[switchedOff] = "0";
        start.Environment[Widest] = widest.ToString(CultureInfo.InvariantCulture);

        var (exitCode, output) = await RunAsync(start);

        Assert.True(exitCode == 0 && output.Contains("Failed: 0,", StringComparison.Ordinal) && !output.Contains("Total: 0", StringComparison.Ordinal), output);
    }

    /// <summary>Runs a process to its end, for which it has the <see cref="Limit"/>; it is killed however the wait ends.</summary>
    private static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.UseShellExecute) = (true, false);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Limit);
        using var process = Process.Start(start)!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(late.Token);
            await process.WaitForExitAsync(late.Token);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException e) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The tests did not end within {Limit}: {string.Join(' ', start.ArgumentList)}", e);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
