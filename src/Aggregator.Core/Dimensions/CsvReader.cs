using System.Text;

namespace Aggregator.Core.Dimensions;

/// <summary>
/// Reads the named columns of a CSV file row by row: UTF-8 (a byte order mark is skipped), commas, RFC 4180 quotes, LF
/// or CRLF. The header names the columns, in any order; other columns are ignored, and so are empty lines. Nothing is
/// allocated per row. One thread.
/// </summary>
public sealed class CsvReader : IDisposable
{
    private readonly CsvRecords _records;
    private readonly string[] _columns;
    private readonly int[] _indexes;
    private readonly int _headerFields;

    /// <summary>Opens <paramref name="path"/> and reads its header.</summary>
    /// <exception cref="DimensionException">No readable file, or the header lacks a column or names it twice.</exception>
    public CsvReader(string path, params string[] columns)
    {
        _columns = columns;
        _records = new CsvRecords(path);
        try
        {
            var header = ReadHeader();
            _headerFields = header.Length;
            _indexes = [.. columns.Select(column => IndexOf(column, header))];
        }
        catch
        {
            _records.Dispose();
            throw;
        }
    }

    /// <summary>Line on which the current row begins, from 1.</summary>
    public long Line => _records.Line;

    /// <summary>
    /// Value of the current row in the column of that place in the constructor's list. Valid until the next
    /// <see cref="Read"/>.
    /// </summary>
    public ReadOnlySpan<byte> this[int column] => _records[_indexes[column]];

    /// <summary>The columns that a file's header names; empty for an empty file.</summary>
    /// <exception cref="DimensionException">No readable file.</exception>
    public static IReadOnlyList<string> HeaderOf(string path)
    {
        using var records = new CsvRecords(path);
        return records.Read() ? NamesIn(records) : [];
    }

    /// <summary>Goes to the next row; false at the file's end.</summary>
    /// <exception cref="DimensionException">The row is no CSV, or has more or fewer fields than the header.</exception>
    public bool Read()
    {
        if (!_records.Read()) return false;
        if (_records.Count == _headerFields) return true;
        throw Problem(
            $"the row has {_records.Count} fields, the header {_headerFields}; give it as many, and quote values that hold a comma");
    }

    /// <summary>
    /// Line ends in the whole file, so no fewer than its rows, of which only the last may lack one; 0 for a pipe. Does
    /// not move the reader.
    /// </summary>
    public long CountLines() => _records.CountLines();

    /// <summary>A problem with the current row, to be thrown.</summary>
    public DimensionException Problem(string problem) => new(_records.Path, _records.Line, problem);

    /// <inheritdoc/>
    public void Dispose() => _records.Dispose();

    private string[] ReadHeader()
    {
        if (!_records.Read())
        {
            throw new DimensionException(
                _records.Path, $"the file is empty; its first line must be {string.Join(',', _columns)}");
        }
        return NamesIn(_records);
    }

    private static string[] NamesIn(CsvRecords records)
    {
        var names = new string[records.Count];
        for (var i = 0; i < names.Length; i++) names[i] = Encoding.UTF8.GetString(records[i]);
        return names;
    }

    private int IndexOf(string column, string[] header)
    {
        var index = Array.IndexOf(header, column);
        if (index < 0)
        {
            throw Problem(
                $"there is no column '{column}' (found: {string.Join(',', header)}); the header must name {string.Join(',', _columns)}");
        }
        if (Array.LastIndexOf(header, column) != index)
            throw Problem($"column '{column}' is there twice; rename or remove one");
        return index;
    }
}
