using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Aggregator.Core.Aggregation.Ordering;

/// <summary>The places that numbers have in the order of the values that they stand for, which are all different.</summary>
public sealed class Ranks
{
    private const int PackedChars = 16;

    private readonly int[] _ranks;

    private Ranks(int[] order)
    {
        _ranks = new int[order.Length];
        for (var rank = 0; rank < order.Length; rank++) _ranks[order[rank]] = rank;
        Bits = BitOperations.Log2((uint)Math.Max(1, order.Length - 1)) + 1;
    }

    /// <summary>Numbers that have a rank.</summary>
    public int Count => _ranks.Length;

    /// <summary>Bits that hold every rank.</summary>
    public int Bits { get; }

    /// <summary>The rank of a number.</summary>
    public uint this[int number] => (uint)_ranks[number];

    /// <summary>Ranks of these values.</summary>
    public static Ranks Of<T>(IReadOnlyList<T> values, Comparison<T> compare)
    {
        int[] order = [.. Enumerable.Range(0, values.Count)];
        Array.Sort(order, (a, b) => compare(values[a], values[b]));
        return new Ranks(order);
    }

    /// <summary>Ranks of these texts by their UTF-16 code units. Short ASCII ones are sorted as numbers, which is far faster.</summary>
    public static Ranks Of(ReadOnlySpan<string> texts)
    {
        var (keys, packed, others) = (new UInt128[texts.Length], new int[texts.Length], new List<(string Text, int Number)>());
        var count = 0;
        for (var number = 0; number < texts.Length; number++)
        {
            if (TryPack(texts[number], out keys[count])) packed[count++] = number;
            else others.Add((texts[number], number));
        }
        RadixSort.Sort(keys, packed, count);
        others.Sort((a, b) => string.CompareOrdinal(a.Text, b.Text));

        var (order, at) = (new int[texts.Length], 0);
        for (var (i, j) = (0, 0); at < order.Length;)
        {
            var isPackedNext = j == others.Count || (i < count && string.CompareOrdinal(texts[packed[i]], others[j].Text) < 0);
            order[at++] = isPackedNext ? packed[i++] : others[j++].Number;
        }
        return new Ranks(order);
    }

    /// <summary>Up to 16 characters of ASCII, none of them NUL, as a number in the same order.</summary>
    private static bool TryPack(string text, out UInt128 key)
    {
        key = 0;
        Span<byte> bytes = stackalloc byte[PackedChars];
        if (text.Length > PackedChars || Ascii.FromUtf16(text, bytes, out _) != OperationStatus.Done || text.Contains('\0')) return false;
        bytes[text.Length..].Clear();
        key = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return true;
    }
}
