using Microsoft.Extensions.Logging;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>How a table began: from the database, or from the copy of an earlier run while that cannot be read.</summary>
public sealed partial class TableStart(TableStatus status, string? problem)
{
    /// <summary>What is known of it.</summary>
    public TableStatus Status { get; } = status;

    /// <summary>Why the database could not be read; null when it was.</summary>
    public string? Problem { get; } = problem;

    /// <summary>Loads a table for the first time.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="read">Reads it from the database.</param>
    /// <param name="readCopy">Reads the copy of an earlier run; null when there is none.</param>
    /// <param name="describe">What is wrong and what to do, of an exception.</param>
    /// <param name="time">For the age of the copy.</param>
    /// <param name="logger">Told of a start with the copy.</param>
    /// <exception cref="DatabaseException">Neither can be had.</exception>
    /// <exception cref="OperationCanceledException">By <paramref name="read"/>: a stop.</exception>
    public static (TableReading<T> First, TableStart Start) Load<T>(
        string table, Func<TableReading<T>> read, Func<TableReading<T>?> readCopy, Func<Exception, string> describe,
        TimeProvider time, ILogger logger)
        where T : class
    {
        var begun = time.GetTimestamp();
        try
        {
            var first = read();
            if (first.Facts.CopyFailure is { } copyFailure) LogWithoutCopy(logger, table, describe(copyFailure));
            return (first, new TableStart(TableStatus.AfterFirst(first.Facts, failed: false, time.GetElapsedTime(begun)), problem: null));
        }
#pragma warning disable CA1031 // Drivers throw all kinds of exceptions; a copy is better than no start.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            var problem = describe(failure);
            var copy = CopyOf(table, readCopy, problem, failure);
            LogStartWithCopy(logger, table, problem, copy.Facts.AgeAt(time.GetUtcNow()), copy.Facts.Rows);
            return (copy, new TableStart(TableStatus.AfterFirst(copy.Facts, failed: true, time.GetElapsedTime(begun)), problem));
        }
    }

    private static TableReading<T> CopyOf<T>(string table, Func<TableReading<T>?> readCopy, string problem, Exception failure)
        where T : class
    {
        const string remedy = "Nothing is begun without it: mend that and start again.";
        try
        {
            return readCopy()
                ?? throw new DatabaseException($"The table of {table} cannot be loaded: {problem}. There is no copy of an earlier run. {remedy}", failure);
        }
        catch (DimensionException e)
        {
            throw new DatabaseException($"The table of {table} cannot be loaded: {problem}. Nor can the copy of an earlier run ({e.Message}). {remedy}", failure);
        }
    }

    /// <summary>Tells that a table is in use whose copy could not be written.</summary>
    [LoggerMessage(
        2, LogLevel.Warning,
        "The table of {Table} is in use as the database has it, but {Problem}. Until then, a start without the database begins with an older copy, or not at all.")]
    internal static partial void LogWithoutCopy(ILogger logger, string table, string problem);

    [LoggerMessage(
        1, LogLevel.Warning,
        "The table of {Table} cannot be read from the database: {Problem}. The job starts with the copy of an earlier run, which is {Age} old and has {Rows} rows, and tries again until it works.")]
    private static partial void LogStartWithCopy(ILogger logger, string table, string problem, TimeSpan age, long rows);
}
