using Aggregator.Central;
using Aggregator.Central.Expose;
using Aggregator.Central.Options;
using Aggregator.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Central.Merge;

/// <summary>A source that was ended, because no source of a run read it, and comes back.</summary>
public sealed class ReturningSourceTests
{
    private const long Start = CentralWorld.StartMs;

    private readonly CentralEngine _engine = CentralWorld.NewEngine(new CentralOptions());
    private long _sequence;

    [Fact]
    public void It_is_waited_for_again_and_its_region_does_not_go_back()
    {
        var region = Tell(Start, Progress("a", Start - 5_000), Progress("b", Start - 30_000, SourceStates.Ended));
        Assert.Equal((1, 1, Start - 5_000), (region.CurrentPartitions, region.KnownPartitions, region.ClockMs));

        region = Tell(Start + 10_000, Progress("a", Start + 5_000), Progress("b", Start - 30_000));
        Assert.Equal((2, 2, Start - 5_000), (region.CurrentPartitions, region.KnownPartitions, region.ClockMs));

        region = Tell(Start + 20_000, Progress("a", Start + 15_000), Progress("b", Start + 12_000));
        Assert.Equal((2, 2, Start + 12_000), (region.CurrentPartitions, region.KnownPartitions, region.ClockMs));
    }

    [Fact]
    public void A_backlog_holds_its_region_back_no_longer_than_that_of_any_other()
    {
        Tell(Start, Progress("a", Start - 5_000), Progress("b", Start - 3_600_000, SourceStates.Ended));
        var region = Tell(Start + 10_000, Progress("a", Start + 5_000), Progress("b", Start - 3_500_000));
        Assert.Equal((1, 2, Start + 5_000), (region.CurrentPartitions, region.KnownPartitions, region.ClockMs));
    }

    [Fact]
    public void Its_positions_join_those_of_before_also_a_day_later()
    {
        Tell(Start, Progress("a", Start, next: 10), Progress("b", Start, SourceStates.Ended, next: 10));
        Tell(Start + 3_600_000, Progress("b", Start, next: 20, from: 10));
        Tell(Start + 3_601_000, Progress("b", Start, SourceStates.Ended, next: 20));
        Tell(Start + 100 * 3_600_000L, Progress("b", Start, next: 30, from: 20));
        var facts = Publish(Start + 200 * 3_600_000L);
        var ledger = Assert.Single(facts.Ledger.Regions);
        Assert.Equal((0, 0), (ledger.OverlapPositions, ledger.Gaps));
        Assert.True(facts.Ledger.IsBalanced);
    }

    private RegionFacts Tell(long nowMs, params SourceProgress[] sources)
    {
        _engine.Merge(new Flush(new FlushId("r", "w", 1, _sequence++), RegionSimulator.WindowMs, 1000, nowMs, [], sources, []), nowMs);
        return Assert.Single(Publish(nowMs).Regions);
    }

    private PublicationFacts Publish(long nowMs) => _engine.Publish(nowMs).Facts;

    private static SourceProgress Progress(
        string topic, long watermarkMs, SourceStates states = SourceStates.None, long next = 10, long? from = null) =>
        new(new SourceId("file", topic, 0), 1, from ?? next, next, 0, 0, 0, 0, watermarkMs, watermarkMs, states);
}
