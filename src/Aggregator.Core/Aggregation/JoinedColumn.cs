namespace Aggregator.Core.Aggregation;

/// <summary>Makes one column of several.</summary>
internal static class JoinedColumn
{
    /// <summary>The values of what holds these columns, one after the other.</summary>
    public static TValue[] Of<T, TValue>(IReadOnlyList<T> parts, Func<T, TValue[]> columnOf)
    {
        var (joined, at) = (new TValue[parts.Sum(part => columnOf(part).Length)], 0);
        foreach (var part in parts)
        {
            var column = columnOf(part);
            column.CopyTo(joined, at);
            at += column.Length;
        }
        return joined;
    }
}
