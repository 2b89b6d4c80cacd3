using System.Numerics;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>The places that a column's numbers have in the order of what they stand for: equal values have equal ranks.</summary>
internal sealed class LabelRanks
{
    private readonly int[] _ranks;

    private LabelRanks(int[] ranks, int count)
    {
        _ranks = ranks;
        Bits = BitOperations.Log2((uint)Math.Max(1, count - 1)) + 1;
    }

    /// <summary>Bits that hold every rank.</summary>
    public int Bits { get; }

    /// <summary>The rank of a number.</summary>
    public ulong this[int number] => (ulong)_ranks[number];

    /// <summary>Ranks of so many numbers by the values that they stand for.</summary>
    public static LabelRanks Of<T>(int count, Func<int, T> valueOf, Comparison<T> compare)
    {
        var values = new T[count];
        var numbers = new int[count];
        for (var number = 0; number < count; number++) (values[number], numbers[number]) = (valueOf(number), number);
        Array.Sort(values, numbers, Comparer<T>.Create(compare));

        var (ranks, rank) = (new int[count], 0);
        for (var place = 0; place < count; place++)
        {
            if (place > 0 && compare(values[place - 1], values[place]) != 0) rank++;
            ranks[numbers[place]] = rank;
        }
        return new LabelRanks(ranks, rank + 1);
    }
}
