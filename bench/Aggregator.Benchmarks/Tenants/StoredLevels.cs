using Aggregator.Core.Aggregation;

namespace Aggregator.Benchmarks.Tenants;

/// <summary>The table in the database; every second tenant has no row.</summary>
internal sealed class StoredLevels(IReadOnlyList<string> uids)
{
    private readonly Dictionary<string, TenantLevel> _levels = uids.Where((_, rank) => rank % 2 == 0)
        .ToDictionary(uid => uid, _ => TenantLevel.Known("GC5"), StringComparer.Ordinal);

    public TenantLevel this[string uid] => _levels.GetValueOrDefault(uid);

    public IReadOnlyDictionary<string, TenantLevel> Read(IReadOnlyList<string> asked)
    {
        var found = new Dictionary<string, TenantLevel>(asked.Count, StringComparer.Ordinal);
        foreach (var uid in asked)
        {
            if (_levels.TryGetValue(uid, out var level)) found.Add(uid, level);
        }
        return found;
    }
}
