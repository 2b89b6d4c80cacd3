using System.Data.Common;
using System.Globalization;

namespace Aggregator.Commands.Dimensions;

/// <summary>
/// Puts so many rows into a table with one statement; a row whose key is there already gets the new values. Values go as
/// parameters, never as text.
/// </summary>
internal sealed class RowInsert : IDisposable
{
    private readonly DbCommand _command;
    private readonly int _columns;

    /// <param name="connection">Where to; the caller's.</param>
    /// <param name="request">The table.</param>
    /// <param name="rows">Rows that each statement puts in.</param>
    public RowInsert(DbConnection connection, LoadRequest request, int rows)
    {
        var (table, target) = (request.Table, request.Target);
        _columns = table.Columns.Count;
        _command = connection.CreateCommand();
        var names = table.Columns.Select(target.Column).ToList();
        var updates = names.Skip(table.Schema.KeyColumns).Select(name => $"{name} = VALUES({name})");
        _command.CommandText =
            $"INSERT INTO {target.QuotedTable} ({string.Join(", ", names)}) VALUES {string.Join(", ", Enumerable.Range(0, rows).Select(Values))} ON DUPLICATE KEY UPDATE {string.Join(", ", updates)}";
        for (var i = 0; i < rows * _columns; i++)
        {
            var parameter = _command.CreateParameter();
            parameter.ParameterName = Parameter(i);
            _command.Parameters.Add(parameter);
        }
    }

    /// <summary>Puts the rows in.</summary>
    /// <exception cref="DbException">The server refused a row, and so all of them; or it could not be asked.</exception>
    public void Execute(IReadOnlyList<CsvTableRow> rows, DbTransaction transaction)
    {
        _command.Transaction = transaction;
        var at = 0;
        foreach (var row in rows)
        {
            foreach (var value in row.Values) _command.Parameters[at++].Value = value is null ? DBNull.Value : value;
        }
        _command.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    public void Dispose() => _command.Dispose();

    private string Values(int row) => $"({string.Join(", ", Enumerable.Range(row * _columns, _columns).Select(Parameter))})";

    private static string Parameter(int number) => string.Create(CultureInfo.InvariantCulture, $"@p{number}");
}
