namespace Aggregator.Core.Dimensions;

/// <summary>
/// The copy of a table that is in use. Any thread reads it, one replaces it, whole; a reader that holds the one before
/// goes on with that.
/// </summary>
public sealed class CurrentTable<T>(T first)
    where T : class
{
    private volatile T _table = first;

    /// <summary>The newest copy: one volatile read.</summary>
    public T Current => _table;

    /// <summary>Puts a newer copy in its place.</summary>
    public void Replace(T table) => _table = table;
}
