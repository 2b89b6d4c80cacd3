namespace Aggregator.Core.Dimensions.Database;

/// <summary>
/// The highest <c>updated_at</c> of a table, and whether all rows up to it have been read: those of its moment, and those of
/// transactions that commit late, have come when it is still the highest as long after it was first seen as is waited for them.
/// </summary>
internal sealed class HighestChange
{
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(TableQuery.OverlapSeconds);

    private DateTimeOffset _firstSeenAt;
    private bool _isComplete;

    /// <summary>The highest <c>updated_at</c>, as text; null while nothing is known of it.</summary>
    public string? UpdatedAt { get; private set; }

    /// <summary>Whether a table with this highest <c>updated_at</c> has no row that was not read.</summary>
    public bool IsAllThereIs(string? updatedAt) => _isComplete && string.Equals(updatedAt, UpdatedAt, StringComparison.Ordinal);

    /// <summary>Rows were read, by a reading that began then and found this value before them.</summary>
    public void Read(string? updatedAt, DateTimeOffset readAt)
    {
        if (!string.Equals(updatedAt, UpdatedAt, StringComparison.Ordinal)) _firstSeenAt = readAt;
        UpdatedAt = updatedAt;
        _isComplete = readAt - _firstSeenAt >= Overlap;
    }

    /// <summary>What was read is not there any more.</summary>
    public void Forget() => (UpdatedAt, _isComplete) = (null, false);
}
