using Aggregator.Core.Aggregation;
using Aggregator.Regional.Enrich.Tenants;
using Aggregator.Regional.Options;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Benchmarks.Tenants;

/// <summary>Ways to know the levels of a flush's tenants, by a database that answers at once.</summary>
internal static class Contenders
{
    private static readonly TenantCacheOptions Options = new();

    /// <summary>Makes each of them when its turn comes.</summary>
    public static IReadOnlyList<(string Name, Func<StoredLevels, FindLevels> Make)> All { get; } =
    [
        ("one lookup a log", LookUpEveryLog),
        ("plain LRU, a log at a time", table => AskPlainLru(table, isPerFlush: false)),
        ("plain LRU, once a tenant and flush", table => AskPlainLru(table, isPerFlush: true)),
        ("`TenantCache`", AskTenantCache),
    ];

    private static FindLevels LookUpEveryLog(StoredLevels table) => flush =>
    {
        foreach (var uid in flush.Logs) _ = table[uid];
        return new Asked(flush.Logs.Count, flush.Logs.Count);
    };

    /// <summary>An LRU of the same size and times to live.</summary>
    private static FindLevels AskPlainLru(StoredLevels table, bool isPerFlush)
    {
        var lru = new PlainLru(Options.Rows);
        return flush =>
        {
            var misses = 0;
            foreach (var uid in isPerFlush ? flush.Tenants : flush.Logs)
            {
                if (lru.TryFind(uid, flush.NowMs, out _)) continue;
                var level = table[uid];
                var ttl = level.State == TenantLevelState.Known ? Options.Ttl : Options.MissingTtl;
                lru.Keep(uid, level, flush.NowMs + (long)ttl.TotalMilliseconds);
                misses++;
            }
            return new Asked(misses, isPerFlush ? (misses + 999) / 1000 : misses);
        };
    }

    private static FindLevels AskTenantCache(StoredLevels table)
    {
        var clock = new Clock();
        // A budget that is used up would hide what an answer costs.
        var cache = new TenantCache(Options with { Budget = TimeSpan.FromSeconds(10) }, table.Read, clock, NullLogger.Instance);
        return flush =>
        {
            clock.NowMs = flush.NowMs;
            var (misses, lookups) = (cache.Telemetry.Misses, cache.Telemetry.Lookups.Count);
            cache.Resolve(flush.Tenants);
            if (cache.Telemetry is { Unknown: > 0 } or { Stale: > 0 }) throw new InvalidOperationException("A lookup took longer than the budget.");
            return new Asked(cache.Telemetry.Misses - misses, cache.Telemetry.Lookups.Count - lookups);
        };
    }

    private sealed class Clock : TimeProvider
    {
        public long NowMs { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => NowMs;
    }
}

/// <summary>Finds the levels of a flush's tenants.</summary>
internal delegate Asked FindLevels(FlushOfLogs flush);

/// <summary>A flush: the tenant of every log, the tenants once each, and the wall time.</summary>
internal sealed record FlushOfLogs(IReadOnlyList<string> Logs, IReadOnlyList<string> Tenants, long NowMs);

/// <summary>What the database was asked for.</summary>
internal readonly record struct Asked(long Tenants, long Queries);
