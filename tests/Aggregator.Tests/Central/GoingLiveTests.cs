using Aggregator.Central;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Central;

/// <summary>Files of last year are read by event time; then a recent log comes, and now is wall time.</summary>
public sealed class GoingLiveTests
{
    private const string Total = "namespace_product_gw_http_req_total";
    private const long DayMs = 24L * 3_600_000;
    private const long OldMs = CentralWorld.StartMs;
    private const long LiveMs = OldMs + 365 * DayMs;

    private readonly CentralEngine _engine = CentralWorld.NewEngine(new CentralOptions(), eventTime: true);
    private readonly RegionSimulator _region = new("a");
    private Flush _lastOld = null!;

    private Flush Write(long timeMs, string product, SourceStates states = SourceStates.None)
    {
        _region.Write(new SimulatedLog(timeMs) { Product = product });
        return _region.Flush(timeMs, states);
    }

    private void ReadOldFiles()
    {
        _engine.Merge(Write(OldMs, "old"), OldMs);
        _lastOld = Write(OldMs + 2000, "old", SourceStates.Ended);
        _engine.Merge(_lastOld, OldMs + 2000);
        Assert.Equal(2, new Scrape(_engine.Publish(OldMs + 2000)).Sum(Total, "old"));
    }

    private Scrape GoLive()
    {
        _engine.GoLive(LiveMs);
        var other = new RegionSimulator("b");
        other.Write(new SimulatedLog(LiveMs));
        _engine.Merge(other.Flush(LiveMs), LiveMs);
        return new Scrape(_engine.Publish(LiveMs));
    }

    [Fact]
    public void Counters_stay_and_end_a_day_after()
    {
        ReadOldFiles();
        Assert.Equal(2, GoLive().Sum(Total, "old"));
        Assert.Equal(2, new Scrape(_engine.Publish(LiveMs + DayMs)).Sum(Total, "old"));
        Assert.Empty(new Scrape(_engine.Publish(LiveMs + DayMs + 60_000)).Of(Total, "old"));
    }

    [Fact]
    public void Counters_that_were_shown_are_not_held_at_0()
    {
        var options = new CentralOptions { FirstZeroFor = TimeSpan.FromMinutes(10) };
        var engine = CentralWorld.NewEngine(options, eventTime: true);
        engine.Merge(Write(OldMs, "old"), OldMs);
        engine.Publish(OldMs);
        engine.GoLive(OldMs + 1000);
        Assert.Equal(1, new Scrape(engine.Publish(OldMs + 1000)).Sum(Total, "old"));
    }

    [Fact]
    public void A_source_that_ended_is_remembered_for_a_day_after()
    {
        ReadOldFiles();
        GoLive();
        _engine.DrainEvents();

        _engine.Merge(_lastOld with { Id = _lastOld.Id with { Epoch = 2 } }, LiveMs + 1000);
        Assert.Contains(_engine.DrainEvents(), e => e.Kind == CentralEventKind.Overlap);
    }

    [Fact]
    public void A_partition_that_was_only_announced_is_waited_for_a_minute_after()
    {
        Flush OfTwo(Flush flush) => flush with { Sources = [flush.Sources[0] with { PartitionCount = 2 }] };
        long? ClockAt(long nowMs)
        {
            _engine.Merge(OfTwo(Write(nowMs, "live")), nowMs);
            return Assert.Single(_engine.Publish(nowMs).Facts.Regions).ClockMs;
        }

        _engine.Merge(OfTwo(Write(OldMs, "old")), OldMs);
        _engine.GoLive(LiveMs);
        Assert.Null(ClockAt(LiveMs + 60_000));
        Assert.Equal(LiveMs + 55_001, ClockAt(LiveMs + 60_001));
    }

    [Fact]
    public void A_gap_has_its_grace_time_by_the_new_clock()
    {
        _engine.Merge(Write(OldMs, "old"), OldMs);
        Write(OldMs + 1000, "missing");
        _engine.Merge(Write(OldMs + 2000, "old"), OldMs + 2000);
        _engine.GoLive(LiveMs);
        _engine.Publish(LiveMs + 59_999);
        Assert.Empty(_engine.DrainEvents());
        _engine.Publish(LiveMs + 60_000);
        Assert.Equal(CentralEventKind.Gap, Assert.Single(_engine.DrainEvents()).Kind);
    }
}
