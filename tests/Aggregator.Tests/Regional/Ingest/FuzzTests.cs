using Aggregator.Benchmarks.Fuzz;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>Real logs, changed and damaged, alone and in chunks; <c>bench/fuzz.sh</c> runs a hundred times as many.</summary>
public sealed class FuzzTests
{
    private const int Cases = 100_000;

    [Fact]
    public void Reads_changed_and_damaged_logs_the_fast_way_as_the_plain_way() =>
        Assert.Null(FuzzRun.Run(FuzzFormat.GatewayJson, Cases, seed: 7, from: 0, TextWriter.Null).Failure);

    [Fact]
    public void Reads_changed_and_damaged_lines_of_combined_the_fast_way_as_the_plain_way() =>
        Assert.Null(FuzzRun.Run(FuzzFormat.Combined, Cases, seed: 7, from: 0, TextWriter.Null).Failure);

    [Theory]
    [InlineData("gateway-json")]
    [InlineData("combined")]
    public void Makes_logs_of_which_the_fast_way_takes_many_and_leaves_many(string format) =>
        Assert.InRange(FuzzRun.Run(FuzzFormat.Of(format), cases: 5000, seed: 8, from: 0, TextWriter.Null).FastShare, 0.3, 0.9);

    [Fact]
    public void Makes_the_same_case_of_the_same_seed_and_number()
    {
        foreach (var format in new[] { FuzzFormat.GatewayJson, FuzzFormat.Combined })
        {
            var (one, other) = (format.MutatorOf(3), format.MutatorOf(3));
            one.Write(76);
            Assert.Equal(one.Write(77).ToArray(), other.Write(77).ToArray());
        }
    }
}
