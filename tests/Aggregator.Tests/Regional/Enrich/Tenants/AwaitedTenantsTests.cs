using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;
using Aggregator.Regional.Enrich.Tenants;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich.Tenants;

/// <summary>The levels of a replay.</summary>
public sealed class AwaitedTenantsTests
{
    [Fact]
    public void Asks_for_every_tenant_once_in_batches_and_keeps_the_answer()
    {
        var calls = new List<IReadOnlyList<string>>();
        var tenants = new AwaitedTenants(uids =>
        {
            calls.Add(uids);
            return uids.Where(uid => uid.EndsWith('0')).ToDictionary(uid => uid, uid => TenantLevel.Known($"L{calls.Count}"), StringComparer.Ordinal);
        });
        string[] uids = [LabelValue.Unknown, .. Enumerable.Range(1, 1500).Select(uid => $"{uid}")];
        for (var flush = 0; flush < 2; flush++)
        {
            var levels = LevelsByUid.Of(tenants, uids);
            Assert.Equal((TenantLevel.Known("L1"), TenantLevel.Known("L2")), (levels["10"], levels["1500"]));
            Assert.Equal((TenantLevel.None, TenantLevel.None), (levels["1"], levels[LabelValue.Unknown]));
        }
        Assert.Equal([1000, 500], calls.Select(call => call.Count));
    }

    [Fact]
    public void A_database_that_fails_ends_the_replay_with_the_remedy()
    {
        var tenants = new AwaitedTenants(_ => throw new LookupFailedException("it is broken; mend it", isTransient: true));
        var failure = Assert.Throws<IOException>(() => tenants.Resolve(["a"]));
        Assert.Equal("the levels of tenants cannot be looked up: it is broken; mend it", failure.Message);
    }
}
