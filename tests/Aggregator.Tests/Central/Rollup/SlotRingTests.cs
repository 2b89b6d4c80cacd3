using Aggregator.Central;
using Aggregator.Central.Options;
using Xunit;

namespace Aggregator.Tests.Central.Rollup;

public sealed class SlotRingTests
{
    private const long Now = CentralWorld.StartMs;

    [Theory]
    [InlineData(300, 60, 60)]
    [InlineData(300, 30, 0)]
    [InlineData(10, 300, 60)]
    public void A_state_of_another_ring_length_shows_the_last_minute_as_it_was(int withinBefore, int withinAfter, int maxFutureAfter)
    {
        var before = Engine(withinBefore, maxFutureSeconds: 300);
        var region = new RegionSimulator("a");
        for (var second = 1; second <= withinBefore + 60; second++) region.Write(new SimulatedLog(Now - second * 1000));
        before.Merge(region.Flush(Now), Now);
        before.Merge(region.Flush(Now), Now); // nothing more to read: the watermark is now less 5 s
        var published = Requests(before);
        Assert.Equal(60, published);

        using var state = new MemoryStream();
        before.Save(state);
        state.Position = 0;
        var after = Engine(withinAfter, maxFutureAfter);
        after.Load(state);
        Assert.Equal(published, Requests(after));
    }

    private static CentralEngine Engine(int withinSeconds, int maxFutureSeconds) => new(
        new CentralOptions { CurrentWithin = TimeSpan.FromSeconds(withinSeconds) }, RegionSimulator.WindowMs, (_, _, _) => null,
        maxFutureMs: maxFutureSeconds * 1000);

    private static double Requests(CentralEngine engine) => new Scrape(engine.Publish(Now)).Sum("namespace_product_gw_http_req");
}
