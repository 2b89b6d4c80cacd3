using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>
/// The order of groups by the parts of their keys, without comparing texts: each part is replaced by its rank, and ranks are packed into numbers
/// to sort by.
/// </summary>
/// <param name="groups">How many groups, at the places from 0 up.</param>
internal sealed class GroupOrder(int groups)
{
    private const int KeyBits = 128;

    private readonly UInt128[] _keys = new UInt128[groups];
    private readonly int[] _places = [.. Enumerable.Range(0, groups)];
    private int _bits;

    /// <summary>Orders by a part of the key; parts come from the least significant one on.</summary>
    /// <param name="numbers">The part's number of each group, by place.</param>
    /// <param name="ranks">Ranks of the numbers.</param>
    public void By(ReadOnlySpan<int> numbers, LabelRanks ranks)
    {
        if (_bits + ranks.Bits > KeyBits) Sort();
        for (var i = 0; i < _keys.Length; i++) _keys[i] |= (UInt128)ranks[numbers[_places[i]]] << _bits;
        _bits += ranks.Bits;
    }

    /// <summary>The groups' places in order.</summary>
    public int[] Places()
    {
        Sort();
        return _places;
    }

    // What was sorted by before keeps its order where the next parts are equal: the sort is stable.
    private void Sort()
    {
        RadixSort.Sort(_keys, _places, _keys.Length);
        Array.Clear(_keys);
        _bits = 0;
    }
}
