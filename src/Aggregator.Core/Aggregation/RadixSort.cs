namespace Aggregator.Core.Aggregation;

/// <summary>Sorts by 128-bit keys, digit by digit from the lowest on; digits in which all keys agree cost nothing. Stable.</summary>
public static class RadixSort
{
    private const int DigitBits = 11;
    private const int Digits = 1 << DigitBits;

    /// <summary>Sorts the first so many keys, and the items with them.</summary>
    public static void Sort(UInt128[] keys, int[] items, int count)
    {
        var (fromKeys, fromItems) = (keys, items);
        var (toKeys, toItems) = (new UInt128[count], new int[count]);
        var differing = DifferingBits(keys.AsSpan(0, count));
        var starts = new int[Digits];
        for (var shift = 0; shift < 128; shift += DigitBits)
        {
            if (DigitOf(differing, shift) == 0) continue;
            FindStarts(starts, fromKeys.AsSpan(0, count), shift);
            for (var i = 0; i < count; i++)
            {
                var place = starts[DigitOf(fromKeys[i], shift)]++;
                (toKeys[place], toItems[place]) = (fromKeys[i], fromItems[i]);
            }
            (fromKeys, toKeys) = (toKeys, fromKeys);
            (fromItems, toItems) = (toItems, fromItems);
        }
        if (fromKeys == keys) return;
        Array.Copy(fromKeys, keys, count);
        Array.Copy(fromItems, items, count);
    }

    private static UInt128 DifferingBits(ReadOnlySpan<UInt128> keys)
    {
        var (inAll, inAny) = (UInt128.MaxValue, UInt128.Zero);
        foreach (var key in keys) (inAll, inAny) = (inAll & key, inAny | key);
        return inAll ^ inAny;
    }

    /// <summary>Where the keys of each digit begin.</summary>
    private static void FindStarts(int[] starts, ReadOnlySpan<UInt128> keys, int shift)
    {
        Array.Clear(starts);
        foreach (var key in keys) starts[DigitOf(key, shift)]++;
        var start = 0;
        foreach (ref var count in starts.AsSpan()) (count, start) = (start, start + count);
    }

    private static int DigitOf(UInt128 key, int shift) => (int)(uint)(key >> shift) & (Digits - 1);
}
