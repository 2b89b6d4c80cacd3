using Aggregator.Benchmarks.Stages;
using Aggregator.Tests.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Pipeline;

/// <summary>
/// No stage allocates more than <c>bench/allocations.tsv</c> says. After a change that has a reason to:
/// <c>dotnet run -c Release --project bench/Aggregator.Benchmarks -- allocations bench/allocations.tsv</c>.
/// </summary>
public sealed class AllocationBudgetTests
{
    // Of dictionaries and pools, whose sizes jump; and half of the last digit.
    private const double Tolerance = 0.03;
    private const double Rounding = 0.06;

    private static readonly Dictionary<string, double> Budget = AllocationBudget.Read(Repository.PathOf("bench/allocations.tsv"));

    public static TheoryData<string> Names => [.. AllocationBudget.Stages.Select(stage => stage.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Stays_within_its_budget_which_is_no_wider_than_it_must_be(string stage)
    {
        var (_, operations, make) = AllocationBudget.Stages.Single(one => one.Name.Equals(stage, StringComparison.Ordinal));
        var (bytes, budget) = (AllocationBudget.Measure(operations, make), Budget[stage]);
        Assert.InRange(bytes, budget / 2 - Rounding, budget * (1 + Tolerance) + Rounding);
    }

    [Fact]
    public void Every_stage_has_a_budget_and_every_budget_a_stage() =>
        Assert.Equal(AllocationBudget.Stages.Select(stage => stage.Name).Order(StringComparer.Ordinal), Budget.Keys.Order(StringComparer.Ordinal));
}
