using Aggregator.Core.Aggregation;

namespace Aggregator.Tests.Regional.Enrich.Tenants;

/// <summary>What a cache of tenants must do, told by a list in the order of use. Never asked in the tenth around a time to live.</summary>
internal sealed class TenantOracle(int rows, TimeSpan ttl, TimeSpan missingTtl)
{
    private readonly List<Row> _byUse = [];
    private long _trialAtMs = long.MinValue;
    private int _pauseMs = 1000;
    private bool _isOpen;

    public int Rows => _byUse.Count;

    public long Hits { get; private set; }

    public long NegativeHits { get; private set; }

    public long Misses { get; private set; }

    public long Stale { get; private set; }

    public long Unknown { get; private set; }

    public long Evictions { get; private set; }

    /// <summary>Whether the next flush with a miss makes a trial, for which it does not wait.</summary>
    public bool IsTrialDue(long nowMs) => _isOpen && nowMs >= _trialAtMs;

    /// <summary>The levels that a flush gets, and what the database is asked for; nothing when it is not asked.</summary>
    public (Dictionary<string, TenantLevel> Levels, List<string> Asked) Flush(
        IEnumerable<string> uids, long nowMs, Func<string, TenantLevel> table, bool fails)
    {
        var levels = new Dictionary<string, TenantLevel>(StringComparer.Ordinal);
        var missing = uids.Where(uid => !IsHit(uid, nowMs, levels)).ToList();
        Misses += missing.Count;
        if (missing.Count == 0 || (_isOpen && nowMs < _trialAtMs)) return (Unanswered(missing, levels), []);
        var isTrial = _isOpen;
        if (isTrial || fails) Unanswered(missing, levels);
        if (fails) Open(nowMs);
        else Keep(missing, nowMs, table, isTrial ? [] : levels);
        return (levels, missing);
    }

    private bool IsHit(string uid, long nowMs, Dictionary<string, TenantLevel> levels)
    {
        if (Use(uid) is not { } row || nowMs - row.AskedMs > (row.IsKnown ? ttl : missingTtl).TotalMilliseconds) return false;
        levels[uid] = row.Level;
        if (row.IsKnown) Hits++;
        else NegativeHits++;
        return true;
    }

    private Dictionary<string, TenantLevel> Unanswered(List<string> uids, Dictionary<string, TenantLevel> levels)
    {
        foreach (var uid in uids)
        {
            var row = Use(uid);
            levels[uid] = row?.Level ?? TenantLevel.Unresolved;
            if (row is null) Unknown++;
            else Stale++;
        }
        return levels;
    }

    private void Keep(List<string> uids, long nowMs, Func<string, TenantLevel> table, Dictionary<string, TenantLevel> levels)
    {
        (_isOpen, _pauseMs) = (false, 1000);
        foreach (var uid in uids)
        {
            levels[uid] = table(uid);
            if (_byUse.RemoveAll(row => row.Is(uid)) == 0 && _byUse.Count == rows) Evict();
            _byUse.Add(new Row(uid, table(uid), nowMs));
        }
    }

    private void Evict()
    {
        var leaving = Math.Max(1, rows / 20);
        _byUse.RemoveRange(0, leaving);
        Evictions += leaving;
    }

    private void Open(long nowMs)
    {
        (_isOpen, _trialAtMs) = (true, nowMs + _pauseMs);
        _pauseMs = Math.Min(_pauseMs * 2, 30_000);
    }

    private Row? Use(string uid)
    {
        if (_byUse.Find(row => row.Is(uid)) is not { } row) return null;
        _byUse.Remove(row);
        _byUse.Add(row);
        return row;
    }

    private sealed record Row(string Uid, TenantLevel Level, long AskedMs)
    {
        public bool IsKnown => Level.State == TenantLevelState.Known;

        public bool Is(string uid) => string.Equals(Uid, uid, StringComparison.Ordinal);
    }
}
