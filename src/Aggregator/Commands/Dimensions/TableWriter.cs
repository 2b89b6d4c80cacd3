using System.Data.Common;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Dapper;

namespace Aggregator.Commands.Dimensions;

/// <summary>
/// Writes rows to a table, many with one statement and some thousands in one transaction. When rows are replaced, all is one
/// transaction: a reader sees the table as it was, or as it will be. What is not committed is undone when it is disposed.
/// </summary>
internal sealed class TableWriter : IDisposable
{
    private const int RowsPerStatement = 500;
    private const int StatementsPerTransaction = 10;

    // Servers refuse statements over max_allowed_packet: 16 MB unless told otherwise.
    private const int CharactersPerStatement = 1_000_000;

    private readonly DbConnection _connection;
    private readonly LoadRequest _request;
    private readonly RowInsert _full;
    private readonly List<CsvTableRow> _rows = [];
    private DbTransaction _transaction;
    private int _characters;
    private int _statements;

    /// <exception cref="DbException">The server refuses.</exception>
    public TableWriter(DbConnection connection, LoadRequest request)
    {
        (_connection, _request) = (connection, request);
        _full = new RowInsert(connection, request, RowsPerStatement);
        _transaction = connection.BeginTransaction();
        if (request.Replace) connection.Execute($"DELETE FROM {request.Target.QuotedTable}", transaction: _transaction);
    }

    /// <summary>Rows that are in the table for good.</summary>
    public long Committed { get; private set; }

    /// <summary>Rows that the server took.</summary>
    public long Sent { get; private set; }

    /// <summary>Whether a commit began of which no end was seen: the rows since the last one may be in the table, or not.</summary>
    public bool IsInDoubt { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <exception cref="DimensionException">The server refused a row; the message has its line.</exception>
    /// <exception cref="DbException">The server could not be asked.</exception>
    public void Add(in CsvTableRow row)
    {
        _rows.Add(row);
        foreach (var value in row.Values) _characters += value?.Length ?? 0;
        if (_rows.Count < RowsPerStatement && _characters < CharactersPerStatement) return;
        Send();
        if (++_statements % StatementsPerTransaction == 0 && !_request.Replace) Commit();
    }

    /// <summary>Writes what is left.</summary>
    /// <inheritdoc cref="Add"/>
    public void Complete()
    {
        if (_rows.Count > 0) Send();
        Commit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _full.Dispose();
        _transaction.Dispose();
    }

    private void Commit()
    {
        IsInDoubt = true;
        _transaction.Commit();
        (Committed, IsInDoubt) = (Sent, false);
        _transaction.Dispose();
        _transaction = _connection.BeginTransaction();
    }

    private void Send()
    {
        try
        {
            Execute(_rows);
        }
        catch (DbException e) when (RefusedValue.IsReasonOf(e))
        {
            ThrowForRefusedRow();
            throw;
        }
        Sent += _rows.Count;
        _rows.Clear();
        _characters = 0;
    }

    private void Execute(List<CsvTableRow> rows)
    {
        if (rows.Count == RowsPerStatement)
        {
            _full.Execute(rows, _transaction);
            return;
        }
        using var some = new RowInsert(_connection, _request, rows.Count);
        some.Execute(rows, _transaction);
    }

    // A statement that is refused changes nothing; row by row, the one at fault is found.
    private void ThrowForRefusedRow()
    {
        using var single = new RowInsert(_connection, _request, 1);
        foreach (var row in _rows)
        {
            try
            {
                single.Execute([row], _transaction);
            }
            catch (DbException e) when (RefusedValue.IsReasonOf(e))
            {
                var reason = e.Message.Replace(" at row 1", "", StringComparison.Ordinal);
                throw new DimensionException(_request.Table.Path, row.Line, $"the database refuses this row: {reason}; mend the row, or the table's column");
            }
        }
    }
}
