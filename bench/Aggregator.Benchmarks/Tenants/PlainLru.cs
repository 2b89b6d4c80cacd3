using Aggregator.Core.Aggregation;

namespace Aggregator.Benchmarks.Tenants;

/// <summary>What one would write in an hour: a dictionary and a list in the order of use. One thread.</summary>
internal sealed class PlainLru(int rows)
{
    private readonly Dictionary<string, LinkedListNode<Row>> _rows = new(StringComparer.Ordinal);
    private readonly LinkedList<Row> _byUse = [];

    /// <summary>A level that is held until later than now; it is then the most recently used.</summary>
    public bool TryFind(string uid, long nowMs, out TenantLevel level)
    {
        level = default;
        if (!_rows.TryGetValue(uid, out var node) || node.Value.StaleAtMs <= nowMs) return false;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        level = node.Value.Level;
        return true;
    }

    public void Keep(string uid, TenantLevel level, long staleAtMs)
    {
        if (_rows.Remove(uid, out var old)) _byUse.Remove(old);
        if (_rows.Count == rows)
        {
            _rows.Remove(_byUse.Last!.Value.Uid);
            _byUse.RemoveLast();
        }
        _rows.Add(uid, _byUse.AddFirst(new Row(uid, level, staleAtMs)));
    }

    private readonly record struct Row(string Uid, TenantLevel Level, long StaleAtMs);
}
