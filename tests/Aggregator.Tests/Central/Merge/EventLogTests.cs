using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Xunit;

namespace Aggregator.Tests.Central.Merge;

public sealed class EventLogTests
{
    [Fact]
    public void A_flood_of_one_kind_hides_no_other_and_is_counted()
    {
        var engine = CentralWorld.NewEngine(new CentralOptions());
        var region = new RegionSimulator("a");
        var flush = region.Flush(CentralWorld.StartMs);
        for (var i = 0; i < 1501; i++) engine.Merge(flush, CentralWorld.StartMs);
        region.Write(new SimulatedLog(CentralWorld.StartMs));
        engine.Merge(region.Flush(CentralWorld.StartMs) with { Outcomes = [] }, CentralWorld.StartMs);

        var events = engine.DrainEvents();
        Assert.Equal(101, events.Count(e => e.Kind == CentralEventKind.RepeatDropped));
        Assert.Single(events, e => e.Kind == CentralEventKind.Imbalance);
        Assert.Equal("1400 more events of the kind RepeatDropped are not listed", events[^1].Text);
        Assert.Equal(1400, events[^1].Amount);

        engine.Merge(flush, CentralWorld.StartMs);
        Assert.Single(engine.DrainEvents());
    }
}
