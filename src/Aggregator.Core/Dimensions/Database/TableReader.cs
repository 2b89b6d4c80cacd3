using System.Data;
using System.Data.Common;
using System.Text;
using Dapper;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>Reads rows over one connection, as they arrive, into CSV. Synchronous: it blocks its thread. One thread.</summary>
internal sealed class TableReader(DbConnection connection, TableSchema schema)
{
    private readonly CsvRow _row = new();

    /// <summary>Rows left out so far, because their key is empty.</summary>
    public long Skipped { get; private set; }

    /// <summary>The highest <c>updated_at</c> in UTC; null when there is none.</summary>
    /// <exception cref="DbException">The database refuses, or does not answer in time.</exception>
    public string? ReadHighest(string sql)
    {
        connection.Execute(TableQuery.UseUtc);
        return connection.ExecuteScalar<string?>(sql);
    }

    /// <summary>Hands every row of a query on.</summary>
    /// <exception cref="DbException">The database refuses, or does not answer in time.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> is set.</exception>
    public void Read(string sql, RowSink take, CancellationToken stop)
    {
        using var rows = connection.ExecuteReader(sql);
        while (rows.Read())
        {
            stop.ThrowIfCancellationRequested();
            if (Fill(rows) is not null) take(_row.Bytes);
        }
    }

    /// <summary>
    /// The rows that changed since a value of <c>updated_at</c>, as CSV, by the CSV of their key columns; the last one of a key. Null
    /// when there are more than <see cref="TableQuery.MostNewer"/>.
    /// </summary>
    /// <exception cref="DbException">The database refuses, or does not answer in time.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> is set.</exception>
    public Dictionary<string, byte[]>? ReadNewer(string sql, string since, CancellationToken stop)
    {
        var changes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        using var rows = connection.ExecuteReader(sql, new { since });
        for (var count = 1; rows.Read(); count++)
        {
            stop.ThrowIfCancellationRequested();
            if (count > TableQuery.MostNewer) return null;
            if (Fill(rows) is { } keyBytes) changes[Encoding.UTF8.GetString(_row.Bytes[..keyBytes])] = _row.Bytes.ToArray();
        }
        return changes;
    }

    /// <summary>Makes CSV of a row; the bytes of its key, or null when the key is empty.</summary>
    private int? Fill(IDataReader rows)
    {
        _row.Clear();
        var keyBytes = 0;
        for (var column = 0; column < schema.Columns.Count; column++)
        {
            var value = rows.IsDBNull(column) ? "" : rows.GetString(column);
            if (value.Length == 0 && column < schema.RequiredColumns)
            {
                Skipped++;
                return null;
            }
            _row.Add(value);
            if (column == schema.KeyColumns - 1) keyBytes = _row.Bytes.Length;
        }
        return keyBytes;
    }
}
