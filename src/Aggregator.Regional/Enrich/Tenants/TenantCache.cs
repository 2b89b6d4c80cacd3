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
    public TenantLevel[] Resolve(IReadOnlyList<string> uids)
    {
        // 1. what is held and fresh
        var levels = new TenantLevel[uids.Count];
        var missing = TakeFresh(uids, levels);
        if (missing.Count == 0) return levels;

        // 2. ask for the rest, 3. wait
        var begun = Stopwatch.GetTimestamp();
        var batches = _lookups.Ask([.. missing.Select(place => uids[place])]);
        Task.WaitAll([.. batches.OfType<TenantBatch>().Distinct().Select(batch => batch.Completed)], _budget);
        Telemetry.Waited(Stopwatch.GetElapsedTime(begun));

        // 4. what did not come
        TakeAnswers(uids, missing, batches, levels);
        return levels;
    }

    /// <summary>Ends the thread; one that hangs in the driver is left to the process's end. When no flush is made any more.</summary>
    public void Dispose()
    {
        _lookups.Dispose();
        if (_lookups.HasEnded) _held.Dispose();
    }

    /// <summary>Takes what is held and fresh; returns the places of the uids that have to be asked for.</summary>
    private List<int> TakeFresh(IReadOnlyList<string> uids, TenantLevel[] levels)
    {
        var missing = new List<int>();
        var (hits, negativeHits) = (0, 0);
        for (var i = 0; i < levels.Length; i++)
        {
            if (string.Equals(uids[i], LabelValue.Unknown, StringComparison.Ordinal))
            {
                // Stands for logs without a uid.
                levels[i] = TenantLevel.None;
            }
            else if (_held.TryFind(uids[i], out var held) && _held.IsFresh(held))
            {
                levels[i] = held.Level;
                if (held.Level.State == TenantLevelState.None) negativeHits++;
                else hits++;
            }
            else
            {
                missing.Add(i);
            }
        }
        Telemetry.Found(hits, negativeHits, missing.Count);
        return missing;
    }

    private void TakeAnswers(IReadOnlyList<string> uids, List<int> missing, TenantBatch?[] batches, TenantLevel[] levels)
    {
        var (stale, unknown) = (0, 0);
        for (var i = 0; i < missing.Count; i++)
        {
            var uid = uids[missing[i]];
            ref var level = ref levels[missing[i]];
            if (batches[i]?.Levels is { } answer)
            {
                level = answer.GetValueOrDefault(uid);
            }
            else if (_held.TryFind(uid, out var held))
            {
                level = held.Level;
                stale++;
            }
            else
            {
                level = TenantLevel.Unresolved;
                unknown++;
            }
        }
        Telemetry.Unanswered(stale, unknown);
    }
}
