using System.Runtime.InteropServices;

namespace Aggregator.Core.Aggregation;

/// <summary>Few values as small numbers, in the order in which they come. One thread.</summary>
public sealed class Numbering<T>
    where T : notnull
{
    private readonly Dictionary<T, int> _numbers = [];
    private readonly List<T> _values = [];

    /// <summary>How many values there are.</summary>
    public int Count => _values.Count;

    /// <summary>The values by their numbers. Valid until the next change.</summary>
    public IReadOnlyList<T> Values => _values;

    /// <summary>The value that a number stands for.</summary>
    public T this[int number] => _values[number];

    /// <summary>The number of a value, a new one if it has none.</summary>
    public int NumberOf(T value)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, value, out var isKnown);
        if (isKnown) return number;
        _values.Add(value);
        return number = _values.Count - 1;
    }

    /// <summary>Forgets all values.</summary>
    public void Clear()
    {
        _numbers.Clear();
        _values.Clear();
    }
}
