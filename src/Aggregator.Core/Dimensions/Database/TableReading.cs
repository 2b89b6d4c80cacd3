namespace Aggregator.Core.Dimensions.Database;

/// <summary>A table as it was read.</summary>
public sealed record TableReading<T>(T Table, TableFacts Facts)
    where T : class;

/// <summary>What is known of a reading.</summary>
/// <param name="Rows">Rows, each key counted once.</param>
/// <param name="Skipped">Rows of the last whole reading that were left out, since their key is empty.</param>
/// <param name="ReadAt">Wall time at which the reading began: the table is as old as that.</param>
public sealed record TableFacts(long Rows, long Skipped, DateTimeOffset ReadAt)
{
    /// <summary>Why the copy could not be written, so that it is older than the table or there is none; null when it was.</summary>
    public Exception? CopyFailure { get; init; }

    /// <summary>How old the table is, in whole seconds.</summary>
    public TimeSpan AgeAt(DateTimeOffset now) => TimeSpan.FromSeconds(Math.Floor((now - ReadAt).TotalSeconds));
}
