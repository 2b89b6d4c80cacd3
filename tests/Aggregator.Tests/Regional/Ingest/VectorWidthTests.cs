using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>The parsers' tests again, in processes that may use no vectors wider than so many bits.</summary>
public sealed class VectorWidthTests
{
    /// <summary>Variable that names the width.</summary>
    public const string Widest = "AGGREGATOR_TESTS_WIDEST_VECTOR";

    [Theory]
    [InlineData("DOTNET_EnableAVX512v3", 512)] // without VBMI2
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    [InlineData("DOTNET_EnableHWIntrinsic", 0)]
    public async Task Parses_alike_with_narrower_vectors(string switchedOff, int widest)
    {
        string[][] filters =
        [
            ["-class", $"*.{nameof(QuoteIndexTests)}"],
            ["-method", $"*.{nameof(FuzzTests.Reads_changed_and_damaged_logs_the_fast_way_as_the_plain_way)}"],
            ["-method", $"*.{nameof(ParserPropertyTests.Reads_a_log_after_any_other_the_fast_way_as_the_plain_way)}"],
            ["-class", $"*.{nameof(CombinedTwinTests)}"],
        ];
        foreach (var filter in filters)
        {
            var start = new ProcessStartInfo("dotnet", [typeof(VectorWidthTests).Assembly.Location, "-noColor", .. filter]) { RedirectStandardOutput = true, UseShellExecute = false };
            start.Environment[switchedOff] = "0";
            start.Environment[Widest] = widest.ToString(CultureInfo.InvariantCulture);
            using var process = Process.Start(start)!;
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode == 0 && output.Contains("Failed: 0,", StringComparison.Ordinal) && !output.Contains("Total: 0", StringComparison.Ordinal), output);
        }
    }
}
