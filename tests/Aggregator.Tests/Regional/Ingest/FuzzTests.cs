using Aggregator.Benchmarks.Fuzz;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>Real gateway logs, changed and damaged; <c>bench/fuzz.sh</c> runs a hundred times as many.</summary>
public sealed class FuzzTests
{
    private const int Cases = 100_000;

    [Fact]
    public void Reads_changed_and_damaged_logs_the_fast_way_as_the_plain_way() =>
        Assert.Null(FuzzRun.Run(Cases, seed: 7, from: 0, TextWriter.Null).Failure);

    [Fact]
    public void Makes_logs_of_which_the_fast_way_takes_many_and_leaves_many() =>
        Assert.InRange(FuzzRun.Run(cases: 5000, seed: 8, from: 0, TextWriter.Null).FastShare, 0.3, 0.9);

    [Fact]
    public void Makes_the_same_case_of_the_same_seed_and_number()
    {
        var (one, other) = (new LogMutator(3), new LogMutator(3));
        one.Write(76);
        Assert.Equal(one.Write(77).ToArray(), other.Write(77).ToArray());
    }
}
