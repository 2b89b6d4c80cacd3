using Aggregator.Regional.Enrich.Tenants;

namespace Aggregator.Regional.Telemetry;

/// <summary>
/// What a cache of tenants tells of itself. Every uid of a flush is a hit, a negative hit or a miss; of the misses, some stay
/// stale or unknown, and the rest were answered in time. Flushes and the lookup thread write; any thread reads.
/// </summary>
public sealed class TenantTelemetry
{
    private long _hits;
    private long _negativeHits;
    private long _misses;
    private long _stale;
    private long _unknown;
    private long _rows;
    private long _evictions;
    private long _lookups;
    private long _lookupTicks;
    private long _failures;
    private long _tries;
    private long _waitTicks;
    private long _longestWaitTicks;
    private volatile CircuitState _circuit;

    /// <summary>Tenants held, stale ones and such without a level among them.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>Tenants that left to make room.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>Tenants whose level was held and fresh.</summary>
    public long Hits => Volatile.Read(ref _hits);

    /// <summary>Tenants of which it was known that they have no level.</summary>
    public long NegativeHits => Volatile.Read(ref _negativeHits);

    /// <summary>Tenants that were not held, or stale.</summary>
    public long Misses => Volatile.Read(ref _misses);

    /// <summary>Of these, tenants that got the level they had before.</summary>
    public long Stale => Volatile.Read(ref _stale);

    /// <summary>Of these, tenants that went out as not known yet.</summary>
    public long Unknown => Volatile.Read(ref _unknown);

    /// <summary>Lookups of a batch of tenants, and the time that they took in all, retries included.</summary>
    public (long Count, TimeSpan Time) Lookups => (Volatile.Read(ref _lookups), TimeSpan.FromTicks(Volatile.Read(ref _lookupTicks)));

    /// <summary>Of these, lookups without an answer.</summary>
    public long LookupFailures => Volatile.Read(ref _failures);

    /// <summary>Calls of the database.</summary>
    public long Tries => Volatile.Read(ref _tries);

    /// <summary>Time that flushes waited for lookups, in all.</summary>
    public TimeSpan Wait => TimeSpan.FromTicks(Volatile.Read(ref _waitTicks));

    /// <summary>Longest time that a flush waited for them.</summary>
    public TimeSpan LongestWait => TimeSpan.FromTicks(Volatile.Read(ref _longestWaitTicks));

    /// <summary>Whether the database is asked.</summary>
    public CircuitState Circuit
    {
        get => _circuit;
        internal set => _circuit = value;
    }

    internal void Found(int hits, int negativeHits, int misses)
    {
        Interlocked.Add(ref _hits, hits);
        Interlocked.Add(ref _negativeHits, negativeHits);
        Interlocked.Add(ref _misses, misses);
    }

    internal void Unanswered(int stale, int unknown)
    {
        Interlocked.Add(ref _stale, stale);
        Interlocked.Add(ref _unknown, unknown);
    }

    internal void Holding(int rows) => Volatile.Write(ref _rows, rows);

    internal void Evicted(int rows) => Interlocked.Add(ref _evictions, rows);

    internal void Waited(TimeSpan time)
    {
        Interlocked.Add(ref _waitTicks, time.Ticks);
        // The regions of a process share a cache: another's longer wait may come in between.
        for (var longest = Volatile.Read(ref _longestWaitTicks); time.Ticks > longest; longest = Volatile.Read(ref _longestWaitTicks))
        {
            if (Interlocked.CompareExchange(ref _longestWaitTicks, time.Ticks, longest) == longest) return;
        }
    }

    internal void Tried() => Interlocked.Increment(ref _tries);

    internal void LookedUp(TimeSpan time, bool hasFailed)
    {
        Interlocked.Increment(ref _lookups);
        Interlocked.Add(ref _lookupTicks, time.Ticks);
        if (hasFailed) Interlocked.Increment(ref _failures);
    }
}
