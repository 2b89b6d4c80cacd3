using System.Diagnostics;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;
using Aggregator.Regional.Options;
using Aggregator.Regional.Telemetry;
using Microsoft.Extensions.Logging;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>
/// The table <c>user_level_dim</c> in a database, of which the most recently used rows are held. A flush goes through it as
/// follows; no step but the third waits.
/// <list type="number">
/// <item>what is held and fresh: <see cref="HeldTenants"/></item>
/// <item>the rest is asked for on a thread of its own: <see cref="TenantLookups"/>, <see cref="GuardedQuery"/></item>
/// <item>wait for the answers, no longer than <see cref="TenantCacheOptions.Budget"/> in all</item>
/// <item>what did not come: the stale level that is held, or not known yet; a later answer serves later flushes</item>
/// </list>
/// Any thread.
/// </summary>
public sealed class TenantCache : ITenantLookup, IDisposable
{
    private readonly HeldTenants _held;
    private readonly TenantLookups _lookups;
    private readonly TimeSpan _budget;

    /// <summary>A cache that holds nothing yet, and its thread.</summary>
    /// <param name="options">How much is held, how long it is believed and waited for.</param>
    /// <param name="query">Asks the database; called by the cache's thread.</param>
    /// <param name="time">Tells how old a level is; the budget is real time.</param>
    /// <param name="logger">Told when the database fails, and when it is back.</param>
    public TenantCache(TenantCacheOptions options, TenantQuery query, TimeProvider time, ILogger logger)
    {
        _budget = options.Budget;
        _held = new HeldTenants(options, time, Telemetry);
        _lookups = new TenantLookups(new GuardedQuery(query, Telemetry, time, logger), _held, options.Budget, time, Telemetry);
    }

    /// <summary>What it tells of itself.</summary>
    public TenantTelemetry Telemetry { get; } = new();

    /// <inheritdoc/>
    public void Resolve(IReadOnlyCollection<string> uids, IDictionary<string, TenantLevel> levels)
    {
        // 1. what is held and fresh
        var wanted = Missing(uids, levels);
        if (wanted.Count == 0) return;

        // 2. ask for the rest, 3. wait
        var begun = Stopwatch.GetTimestamp();
        var batches = _lookups.Ask(wanted);
        Task.WaitAll([.. batches.OfType<TenantBatch>().Distinct().Select(batch => batch.Completed)], _budget);
        Telemetry.Waited(Stopwatch.GetElapsedTime(begun));

        // 4. what did not come
        Take(wanted, batches, levels);
    }

    /// <summary>Ends the thread; one that hangs in the driver is left to the process's end. When no flush is made any more.</summary>
    public void Dispose()
    {
        _lookups.Dispose();
        if (_lookups.HasEnded) _held.Dispose();
    }

    /// <summary>Takes what is held and fresh; returns the uids that have to be asked for.</summary>
    private List<string> Missing(IReadOnlyCollection<string> uids, IDictionary<string, TenantLevel> levels)
    {
        var missing = new List<string>();
        var (hits, negativeHits) = (0, 0);
        foreach (var uid in uids)
        {
            if (string.Equals(uid, LabelValue.Unknown, StringComparison.Ordinal))
            {
                // Stands for logs without a uid.
                levels[uid] = TenantLevel.None;
            }
            else if (_held.TryFind(uid, out var held) && _held.IsFresh(held))
            {
                levels[uid] = held.Level;
                if (held.Level.State == TenantLevelState.None) negativeHits++;
                else hits++;
            }
            else
            {
                missing.Add(uid);
            }
        }
        Telemetry.Found(hits, negativeHits, missing.Count);
        return missing;
    }

    private void Take(List<string> uids, TenantBatch?[] batches, IDictionary<string, TenantLevel> levels)
    {
        var (stale, unknown) = (0, 0);
        for (var i = 0; i < uids.Count; i++)
        {
            var uid = uids[i];
            if (batches[i]?.Levels is { } answer)
            {
                levels[uid] = answer.GetValueOrDefault(uid);
            }
            else if (_held.TryFind(uid, out var held))
            {
                levels[uid] = held.Level;
                stale++;
            }
            else
            {
                levels[uid] = TenantLevel.Unresolved;
                unknown++;
            }
        }
        Telemetry.Unanswered(stale, unknown);
    }
}
