using Aggregator.Central.Options;
using Aggregator.Core.Aggregation;
using Xunit;

namespace Aggregator.Tests.Central.Rollup;

public sealed class TenantTests
{
    private const string Total = "namespace_tenant_gw_http_req_total";
    private readonly RegionSimulator _region = new("a");

    private Scrape After(CentralOptions options, params (string Uid, TenantLevel Level)[] logs)
    {
        var engine = CentralWorld.NewEngine(options, eventTime: true);
        foreach (var (uid, level) in logs)
        {
            _region.Write(new SimulatedLog(CentralWorld.StartMs) { Uid = uid, Level = level });
            engine.Merge(_region.Flush(CentralWorld.StartMs), CentralWorld.StartMs);
        }
        return new Scrape(engine.Publish(CentralWorld.StartMs));
    }

    [Fact]
    public void Tenants_without_a_level_are_summed_in_other()
    {
        var scrape = After(new CentralOptions(), ("1", TenantLevel.None), ("2", TenantLevel.Unresolved), ("3", TenantLevel.Known("GC7")));
        Assert.Equal(2, scrape[Total + "{uid=\"other\",gc_level=\"unknown\"}"]);
        Assert.Equal(1, scrape[Total + "{uid=\"3\",gc_level=\"GC7\"}"]);
        Assert.Equal(1, scrape["aggregator_central_label_sets{namespace=\"tenant\"}"]);
    }

    [Fact]
    public void Tenants_without_a_level_show_when_configured()
    {
        var scrape = After(new CentralOptions { TenantsWithoutLevel = true }, ("1", TenantLevel.None), ("2", TenantLevel.Unresolved));
        Assert.Equal(1, scrape[Total + "{uid=\"1\",gc_level=\"unknown\"}"]);
        Assert.Equal(1, scrape[Total + "{uid=\"2\",gc_level=\"unknown\"}"]);
    }

    [Fact]
    public void A_level_that_is_not_known_yet_is_the_last_one_known()
    {
        var scrape = After(new CentralOptions(), ("1", TenantLevel.Known("GC5")), ("1", TenantLevel.Unresolved));
        Assert.Equal(2, scrape[Total + "{uid=\"1\",gc_level=\"GC5\"}"]);
    }

    [Fact]
    public void A_tenant_that_lost_its_level_has_none_to_fall_back_on()
    {
        var scrape = After(
            new CentralOptions(), ("1", TenantLevel.Known("GC5")), ("1", TenantLevel.None), ("1", TenantLevel.Unresolved));
        Assert.Equal(1, scrape[Total + "{uid=\"1\",gc_level=\"GC5\"}"]);
        Assert.Equal(2, scrape[Total + "{uid=\"other\",gc_level=\"unknown\"}"]);
    }

    [Fact]
    public void Other_takes_no_place_of_the_budget()
    {
        var options = new CentralOptions { Budgets = new BudgetOptions { Tenant = 1 } };
        var scrape = After(
            options, ("1", TenantLevel.Known("GC5")), ("2", TenantLevel.None), ("3", TenantLevel.Known("GC5")));
        Assert.Equal(1, scrape[Total + "{uid=\"other\",gc_level=\"unknown\"}"]);
        Assert.Equal(1, scrape[Total + "{uid=\"__overflow__\",gc_level=\"__overflow__\"}"]);
    }

    [Fact]
    public void A_tenant_has_its_rate_of_limited_requests_and_none_without_traffic()
    {
        var world = new CentralWorld(null, _region);
        var number = 0;
        world.Gateway = (_, log) => log with { Limited = number++ % 4 == 0 };
        world.Run(180);
        Assert.Equal(0.25, world.Last["namespace_tenant_gw_api_req_limiting_rate{uid=\"1001\",gc_level=\"GC5\"}"]);

        world.Gateway = (_, _) => null;
        world.Run(90);
        Assert.Null(world.Last["namespace_tenant_gw_api_req_limiting_rate{uid=\"1001\",gc_level=\"GC5\"}"]);
        Assert.Equal(45, world.Last["namespace_tenant_gw_limited_req_total{uid=\"1001\",gc_level=\"GC5\"}"]);
    }
}
