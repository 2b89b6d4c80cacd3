using Aggregator.Central;
using Aggregator.Central.Options;
using Xunit;

namespace Aggregator.Tests.Central.Rollup;

public sealed class SlotRingTests
{
    [Theory]
    [InlineData(300, 60, 60)]
    [InlineData(300, 30, 0)]
    [InlineData(10, 300, 60)]
    public void A_state_of_another_ring_length_shows_the_last_minute_as_it_was(int withinBefore, int withinAfter, int maxFutureAfter)
    {
        // Wherever the ring begins anew among the slots.
        for (var slot = 0; slot < 70; slot++)
        {
            var nowMs = CentralWorld.StartMs + slot * RegionSimulator.WindowMs;
            var before = Engine(withinBefore, maxFutureSeconds: 300);
            var region = new RegionSimulator("a");
            for (var second = 1; second <= withinBefore + 60; second++) region.Write(new SimulatedLog(nowMs - second * 1000));
            before.Merge(region.Flush(nowMs), nowMs);
            before.Merge(region.Flush(nowMs), nowMs); // nothing more to read: the watermark is now less 5 s
            var published = Requests(before, nowMs);
            Assert.Equal(60, published);

            using var state = new MemoryStream();
            before.Save(state);
            state.Position = 0;
            var after = Engine(withinAfter, maxFutureAfter);
            after.Load(state);
            Assert.Equal(published, Requests(after, nowMs));
        }
    }

    private static CentralEngine Engine(int withinSeconds, int maxFutureSeconds) => new(
        new CentralOptions { CurrentWithin = TimeSpan.FromSeconds(withinSeconds) }, RegionSimulator.WindowMs, (_, _, _) => null,
        maxFutureMs: maxFutureSeconds * 1000);

    private static double Requests(CentralEngine engine, long nowMs) =>
        new Scrape(engine.Publish(nowMs)).Sum("namespace_product_gw_http_req");
}
