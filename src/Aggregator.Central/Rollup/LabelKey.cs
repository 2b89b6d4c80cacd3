namespace Aggregator.Central.Rollup;

/// <summary>The label values of one label set, in the order of its table's label names; unused ones are empty.</summary>
internal readonly record struct LabelKey(string First, string Second, string Third = "", string Fourth = "")
{
    /// <summary>The label set that takes what comes past the budget: every value is the same.</summary>
    public static LabelKey AllOf(string value, int labels) =>
        new(value, value, labels > 2 ? value : "", labels > 3 ? value : "");

    /// <summary>The value of a label by its place.</summary>
    public string this[int label] => label switch { 0 => First, 1 => Second, 2 => Third, _ => Fourth };

    /// <summary>
    /// The same values, each taken from <paramref name="pool"/>, so that equal ones are kept once; the first one only
    /// where label sets share it.
    /// </summary>
    public LabelKey Interned(LabelPool pool, bool sharesFirst) =>
        new(sharesFirst ? pool.Get(First) : First, pool.Get(Second), pool.Get(Third), pool.Get(Fourth));
}

/// <summary>Keeps one instance of every label value that label sets share.</summary>
internal sealed class LabelPool
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public string Get(string value)
    {
        if (_values.TryGetValue(value, out var kept)) return kept;
        _values.Add(value, value);
        return value;
    }

    /// <summary>Lets go of all values; label sets that exist keep theirs.</summary>
    public void Clear() => _values.Clear();
}
