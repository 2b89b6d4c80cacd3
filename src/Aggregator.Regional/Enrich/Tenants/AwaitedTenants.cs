using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>
/// The table <c>user_level_dim</c> in a database, for a replay: every tenant is asked for once and waited for, and kept to the
/// end, so that the result does not depend on when an answer comes. Any thread.
/// </summary>
public sealed class AwaitedTenants(TenantQuery query) : ITenantLookup
{
    private readonly Dictionary<string, TenantLevel> _levels = new(StringComparer.Ordinal) { [LabelValue.Unknown] = TenantLevel.None };
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    /// <exception cref="IOException">The database failed; the message says why and what to do. The replay must end.</exception>
    public TenantLevel[] Resolve(IReadOnlyList<string> uids)
    {
        lock (_lock)
        {
            foreach (var batch in uids.Where(uid => !_levels.ContainsKey(uid)).Chunk(TenantLookups.BatchSize)) Ask(batch);
            return [.. uids.Select(uid => _levels[uid])];
        }
    }

    private void Ask(string[] uids)
    {
        try
        {
            var answer = query(uids);
            foreach (var uid in uids) _levels.Add(uid, answer.GetValueOrDefault(uid));
        }
        catch (LookupFailedException e)
        {
            throw new IOException($"the levels of tenants cannot be looked up: {e.Message}", e);
        }
    }
}
