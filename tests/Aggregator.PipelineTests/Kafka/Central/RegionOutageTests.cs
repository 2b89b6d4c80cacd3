using Aggregator.PipelineTests.Broker;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Central;

/// <summary>Two regions on a cluster each; one of them goes away.</summary>
public sealed class RegionOutageTests : IDisposable
{
    private const string Counted = "aggregator_central_row_logs_total";
    private const string Reachable = "aggregator_central_topic_reachable";

    private readonly TestBroker _near = TestBroker.Start();
    private readonly TestBroker _far = TestBroker.Start();
    private readonly CompactTopicWriter _nearRegion;
    private readonly CompactTopicWriter _farRegion;

    public RegionOutageTests()
    {
        _near.CreateTopic(CompactTopicWriter.Topic);
        _far.CreateTopic(CompactTopicWriter.Topic);
        (_nearRegion, _farRegion) = (new CompactTopicWriter(_near, "near"), new CompactTopicWriter(_far, "far"));
    }

    public void Dispose()
    {
        _nearRegion.Dispose();
        _farRegion.Dispose();
        _near.Dispose();
        _far.Dispose();
    }

    [Fact]
    public async Task Brokers_that_are_away_leave_the_other_region_as_fresh_and_lose_nothing()
    {
        await using var centre = new CentralProcess(("near", _near.Bootstrap), ("far", _far.Bootstrap));
        _nearRegion.Flush();
        _farRegion.Flush();
        await centre.StartAsync();
        await centre.UntilAsync(_nearRegion.Logs + _farRegion.Logs, Counted);

        _far.Stop();
        await centre.UntilAsync(0, Reachable, "far");
        for (var i = 0; i < 5; i++)
        {
            _nearRegion.Flush();
            var writtenMs = NowMs;
            var scraped = await centre.UntilAsync(_nearRegion.Logs, Counted, "near");
            Assert.True(NowMs - writtenMs < 5000, "The healthy region waited for the other one's brokers.");
            Assert.Equal(_nearRegion.Logs, scraped.Sum("namespace_product_gw_http_req_total", ("region_id", "near")));
        }
        Assert.Equal(_farRegion.Logs, (await centre.ScrapeAsync()).Sum(Counted, ("source_region", "far")));

        // It comes back with what its workers could not send, an hour old, and goes on as before.
        _far.Start();
        _farRegion.AgeMs = 3_600_000;
        _farRegion.Flush(flushes: 50);
        var lateLogs = 50 * 4;
        _farRegion.AgeMs = 0;
        _farRegion.Flush(flushes: 5);
        var back = await centre.UntilAsync(_farRegion.Logs, Counted, "far");
        Assert.Equal(lateLogs, back.Sum("namespace_product_gw_http_req_late_total", ("region_id", "far")));
        Assert.Equal(_farRegion.Logs - lateLogs, back.Sum("namespace_product_gw_http_req_total", ("region_id", "far")));
        await centre.UntilAsync(1, Reachable, "far");
        Assert.Equal(0, await centre.StopAsync());
    }

    [Fact]
    public async Task A_start_without_a_regions_brokers_serves_the_others_and_reads_it_when_they_come()
    {
        await using var centre = new CentralProcess(("near", _near.Bootstrap), ("far", _far.Bootstrap), ("lost", "no-such-host.invalid:9092"));
        _nearRegion.Flush();
        _farRegion.Flush(flushes: 3);
        _far.Stop();
        await centre.StartAsync();
        await centre.UntilAsync(_nearRegion.Logs, Counted);
        await centre.UntilAsync(0, Reachable, "lost");
        _far.Start();
        await centre.UntilAsync(_farRegion.Logs, Counted, "far");

        // The same without metadata: partitions are known from the state by now.
        Assert.Equal(0, await centre.StopAsync());
        _far.Stop();
        await centre.StartAsync();
        await centre.UntilAsync(_nearRegion.Logs + _farRegion.Logs, Counted);
        _far.Start();
        _farRegion.Flush(flushes: 2);
        await centre.UntilAsync(_farRegion.Logs, Counted, "far");
        Assert.Equal(0, await centre.StopAsync());
    }

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
}
