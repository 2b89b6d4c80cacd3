using Aggregator.Core.Aggregation;
using Aggregator.Regional.Enrich;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich.Tenants;

/// <summary>What a lookup says, by uid.</summary>
internal static class LevelsByUid
{
    public static Dictionary<string, TenantLevel> Of(ITenantLookup tenants, params IReadOnlyList<string> uids)
    {
        var levels = tenants.Resolve(uids);
        Assert.Equal(uids.Count, levels.Length);
        return uids.Zip(levels).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }
}
