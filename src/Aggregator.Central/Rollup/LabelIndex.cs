using System.Runtime.CompilerServices;

namespace Aggregator.Central.Rollup;

/// <summary>
/// Finds label sets by their label values. A table of hashes that is looked at ahead (<see cref="Touch"/>), because with
/// hundreds of thousands of label sets each look waits for memory, and the waits of many can pass at once.
/// </summary>
internal sealed class LabelIndex
{
    // The hash in the upper half, the label set's number and one in the lower; 0 where nothing is.
    private ulong[] _places = new ulong[32];
    private LabelKey[] _keys = [];

    /// <summary>Label sets in it.</summary>
    public int Count { get; private set; }

    /// <summary>The label values of a label set that is in it.</summary>
    public ref readonly LabelKey this[int id] => ref _keys[id];

    /// <summary>The hash to ask with; another one in every process, so that nobody can choose values that collide.</summary>
    public static uint HashOf(in LabelKey key)
    {
        var hash = (ulong)(uint)key.First.GetHashCode(StringComparison.Ordinal);
        foreach (var value in (ReadOnlySpan<string>)[key.Second, key.Third, key.Fourth])
            hash = (hash * 0x9E37_79B9_7F4A_7C15) + (value.Length == 0 ? 0 : (uint)value.GetHashCode(StringComparison.Ordinal));
        return (uint)((hash * 0x9E37_79B9_7F4A_7C15) >> 32);
    }

    /// <summary>The number of a label set, -1 when it is not there.</summary>
    public int Find(in LabelKey key, uint hash)
    {
        for (var at = hash; ; at++)
        {
            var place = _places[at & (uint)(_places.Length - 1)];
            if (place == 0) return -1;
            if ((uint)(place >> 32) == hash && _keys[IdAt(place)] == key) return IdAt(place);
        }
    }

    /// <summary>Adds a label set that is not there.</summary>
    public void Add(in LabelKey key, uint hash, int id)
    {
        if (id >= _keys.Length) Array.Resize(ref _keys, Math.Max(16, id + id / 4));
        // At most two thirds full.
        if (++Count * 3L > _places.Length * 2L) Rebuild(_places.Length * 2);
        _keys[id] = key;
        Place(hash, id);
    }

    /// <summary>Takes label sets out, all of those at once that <paramref name="isGone"/> names.</summary>
    public void Remove(Predicate<int> isGone)
    {
        var places = _places;
        _places = new ulong[places.Length];
        foreach (var place in places)
        {
            if (place == 0) continue;
            var id = IdAt(place);
            if (!isGone(id))
            {
                Place((uint)(place >> 32), id);
                continue;
            }
            _keys[id] = default;
            Count--;
        }
    }

    /// <summary>
    /// Reads what <see cref="Find"/> will read for these hashes, in two rounds of loads that do not wait for each other.
    /// </summary>
    /// <returns>Nothing of meaning: where a caller could see that nobody needs it, the loads would be left out.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Touch(ReadOnlySpan<uint> hashes)
    {
        var seen = 0UL;
        foreach (var hash in hashes) seen += _places[hash & (uint)(_places.Length - 1)];
        foreach (var hash in hashes)
        {
            var place = _places[hash & (uint)(_places.Length - 1)];
            if (place != 0) seen += (ulong)_keys[IdAt(place)].Second.Length;
        }
        foreach (var hash in hashes)
        {
            var place = _places[hash & (uint)(_places.Length - 1)];
            if (place != 0) seen += (ulong)(_keys[IdAt(place)].First.Length);
        }
        return (int)seen;
    }

    private static int IdAt(ulong place) => (int)(uint)place - 1;

    private void Place(uint hash, int id)
    {
        var at = hash;
        while (_places[at & (uint)(_places.Length - 1)] != 0) at++;
        _places[at & (uint)(_places.Length - 1)] = ((ulong)hash << 32) | (uint)(id + 1);
    }

    private void Rebuild(int length)
    {
        var places = _places;
        _places = new ulong[length];
        foreach (var place in places)
        {
            if (place != 0) Place((uint)(place >> 32), IdAt(place));
        }
    }
}
