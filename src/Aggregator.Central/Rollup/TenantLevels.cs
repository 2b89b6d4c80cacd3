using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;

namespace Aggregator.Central.Rollup;

/// <summary>
/// The last known level of every admitted tenant. It stands in for "not known yet", so that a database outage moves no
/// tenant to another series.
/// </summary>
internal sealed class TenantLevels(bool showWithoutLevel)
{
    private static readonly LabelKey WithoutLevel = new(LabelValue.Other, LabelValue.Unknown);
    private readonly Dictionary<string, string> _levels = new(StringComparer.Ordinal);

    /// <summary>The label set that a tenant's row belongs to, and whether the product itself names it.</summary>
    public (LabelKey Key, bool IsReserved) KeyOf(string uid, TenantLevel level)
    {
        var known = level.State switch
        {
            TenantLevelState.Known => level.Name,
            TenantLevelState.Unresolved => _levels.GetValueOrDefault(uid),
            _ => null,
        };
        if (known is not null) return (new LabelKey(uid, known), false);
        return showWithoutLevel ? (new LabelKey(uid, LabelValue.Unknown), false) : (WithoutLevel, true);
    }

    /// <summary>Keeps what a row says of an admitted tenant's level.</summary>
    /// <returns>The level that was known before and is not any more; null when there is none.</returns>
    public string? Learn(string uid, TenantLevel level)
    {
        if (level.State == TenantLevelState.Unresolved) return null;
        var before = _levels.GetValueOrDefault(uid);
        if (string.Equals(before, level.Name, StringComparison.Ordinal)) return null;
        if (level.Name is null) _levels.Remove(uid);
        else _levels[uid] = level.Name;
        return before;
    }

    /// <summary>A tenant's label set has ended.</summary>
    public void Forget(in LabelKey key)
    {
        if (string.Equals(_levels.GetValueOrDefault(key.First), key.Second, StringComparison.Ordinal)) _levels.Remove(key.First);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_levels.Count);
        foreach (var (uid, level) in _levels)
        {
            writer.Write(uid);
            writer.Write(level);
        }
    }

    public void Load(BinaryReader reader, LabelPool pool)
    {
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++) _levels.Add(reader.ReadString(), pool.Get(reader.ReadString()));
    }
}
