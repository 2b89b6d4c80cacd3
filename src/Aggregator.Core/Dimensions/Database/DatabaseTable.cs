using System.Data.Common;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>
/// A table in the database: reads it into its copy and loads it from there. One whole reading an hour, or after one that
/// failed; between them, where the table tells when rows changed, only newer rows. One thread.
/// </summary>
public sealed class DatabaseTable<T>
    where T : class
{
    /// <summary>Deleted rows are seen by whole readings only.</summary>
    private static readonly TimeSpan WholeEvery = TimeSpan.FromHours(1);

    private readonly DbDataSource _connections;
    private readonly TableSchema _schema;
    private readonly TableQuery _query;
    private readonly TableCopy _copy;
    private readonly TableLoader<T> _loader;
    private readonly TimeProvider _time;

    // Of the last reading; null after one that failed.
    private TableReading<T>? _last;
    private readonly HighestChange _highest = new();
    private DateTimeOffset _wholeAt;

    /// <summary>A table whose copy is at <paramref name="copyPath"/>.</summary>
    public DatabaseTable(
        DbDataSource connections, TableSchema schema, WholeTableOptions options, string copyPath, TableLoader<T> loader, TimeProvider time)
    {
        _connections = connections;
        _schema = schema;
        _query = new TableQuery(schema, options);
        _copy = new TableCopy(copyPath, schema);
        _loader = loader;
        _time = time;
    }

    /// <summary>Reads the table, or what changed in it. It blocks its thread.</summary>
    /// <exception cref="DbException">The database refuses, or does not answer in time.</exception>
    /// <exception cref="IOException">Its rows can be written nowhere, not even for the loading.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> is set.</exception>
    public TableReading<T> Read(CancellationToken stop)
    {
        var readAt = _time.GetUtcNow();
        var before = _last is not null && readAt - _wholeAt < WholeEvery ? _last : null;
        _last = null;
        using var connection = _connections.OpenConnection();
        _last = before is not null && _highest.UpdatedAt is { } since
            ? ReadNewer(connection, before, since, readAt, stop)
            : ReadWhole(connection, readAt, stop);
        return _last;
    }

    /// <summary>The copy of an earlier reading, perhaps of an earlier process; null when there is none.</summary>
    /// <exception cref="DimensionException">It cannot be read.</exception>
    public TableReading<T>? ReadCopy() => _copy.Exists ? Load(_copy, skipped: 0, _copy.ReadAt) : null;

    private TableReading<T> ReadWhole(DbConnection connection, DateTimeOffset readAt, CancellationToken stop)
    {
        // Before the rows: what changes while they are read is newer.
        var highest = _query.Highest is { } sql ? NewReader(connection).ReadHighest(sql) : null;
        _wholeAt = readAt;
        try
        {
            var reading = ReadInto(_copy, connection, readAt, stop);
            _highest.Read(highest, readAt);
            return reading;
        }
        catch (Exception e) when (TableCopy.IsAboutDisk(e))
        {
            // Newer rows cannot be merged into a copy that is not there.
            _highest.Forget();
            var reading = ScratchCopy.Default.With(_schema, scratch => ReadInto(scratch, connection, readAt, stop));
            return reading with { Facts = reading.Facts with { CopyFailure = e } };
        }
    }

    private TableReading<T> ReadInto(TableCopy copy, DbConnection connection, DateTimeOffset readAt, CancellationToken stop)
    {
        var reader = NewReader(connection);
        copy.Replace(readAt, take => reader.Read(_query.Whole, take, stop));
        return Load(copy, reader.Skipped, readAt);
    }

    private TableReading<T> ReadNewer(DbConnection connection, TableReading<T> before, string since, DateTimeOffset readAt, CancellationToken stop)
    {
        var reader = NewReader(connection);
        var highest = reader.ReadHighest(_query.Highest!);
        var changes = _highest.IsAllThereIs(highest) ? [] : reader.ReadNewer(_query.Newer!, since, stop);
        if (changes is null) return ReadWhole(connection, readAt, stop);
        try
        {
            var differs = _copy.Merge(readAt, changes);
            _highest.Read(highest, readAt);
            return differs ? Load(_copy, before.Facts.Skipped, readAt) : before with { Facts = before.Facts with { ReadAt = readAt } };
        }
        catch (Exception e) when (e is DimensionException || TableCopy.IsAboutDisk(e))
        {
            return ReadWhole(connection, readAt, stop);
        }
    }

    private TableReader NewReader(DbConnection connection) => new(connection, _schema);

    private TableReading<T> Load(TableCopy copy, long skipped, DateTimeOffset readAt)
    {
        var table = _loader.Load(copy.Path);
        return new TableReading<T>(table, new TableFacts(_loader.RowsOf(table), skipped, readAt));
    }
}

/// <summary>How a table is loaded from a CSV file, and how many rows it has.</summary>
public sealed record TableLoader<T>(Func<string, T> Load, Func<T, long> RowsOf);
