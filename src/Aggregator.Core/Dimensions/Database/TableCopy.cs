using System.Text;
using Aggregator.Core.Transport.Local;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>
/// The last good copy of a table, a CSV file: tables are loaded from it, also by a start without the database. The file's
/// time is that of the reading. One thread.
/// </summary>
public sealed class TableCopy(string path, TableSchema schema)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Whether there is one.</summary>
    public bool Exists => File.Exists(Path);

    /// <summary>When it was read from the database.</summary>
    public DateTimeOffset ReadAt => new(File.GetLastWriteTimeUtc(Path), TimeSpan.Zero);

    /// <summary>Whether an exception means that a file cannot be written, rather than that the rows did not come.</summary>
    // Only what no driver wrapped: a broken connection is an IOException too, but inside of another.
    internal static bool IsAboutDisk(Exception failure) => failure is IOException or UnauthorizedAccessException;

    /// <summary>Replaces it by the rows that <paramref name="write"/> hands on; when that fails, it stays as it was.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    internal void Replace(DateTimeOffset readAt, Action<RowSink> write)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        try
        {
            DurableFile.Replace(Path, file => Write(file, write));
        }
        catch
        {
            // On a full disk it would take what others need.
            File.Delete(Path + DurableFile.TemporarySuffix);
            throw;
        }
        Confirm(readAt);
    }

    /// <summary>Puts changed rows in the place of those with their keys, and new ones behind.</summary>
    /// <param name="readAt">When they were read.</param>
    /// <param name="changes">Rows as CSV, by the CSV of their key columns.</param>
    /// <returns>False when all of them were there already.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    /// <exception cref="DimensionException">It cannot be read.</exception>
    internal bool Merge(DateTimeOffset readAt, IReadOnlyDictionary<string, byte[]> changes)
    {
        var differs = changes.Count > 0 && Differs(changes);
        if (differs) Replace(readAt, write => Merge(changes, write));
        else Confirm(readAt);
        return differs;
    }

    /// <summary>The table is still as the copy has it.</summary>
    /// <exception cref="IOException">The file's time cannot be set.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be set.</exception>
    internal void Confirm(DateTimeOffset readAt) => File.SetLastWriteTimeUtc(Path, readAt.UtcDateTime);

    private void Write(FileStream file, Action<RowSink> write)
    {
        file.Write(Encoding.UTF8.GetBytes(string.Join(',', schema.Columns) + "\n"));
        write(row =>
        {
            file.Write(row);
            file.WriteByte((byte)'\n');
        });
    }

    /// <summary>Whether a row is new or other than before. To look first is cheaper than to write a whole table that stays as it is.</summary>
    private bool Differs(IReadOnlyDictionary<string, byte[]> changes)
    {
        var same = new HashSet<string>(StringComparer.Ordinal);
        var row = new CsvRow();
        using var before = new CsvReader(Path, [.. schema.Columns]);
        while (before.Read())
        {
            var key = ReadRow(before, row);
            if (!changes.TryGetValue(key, out var change)) continue;
            if (!row.Bytes.SequenceEqual(change)) return true;
            same.Add(key);
        }
        return same.Count < changes.Count;
    }

    private void Merge(IReadOnlyDictionary<string, byte[]> changes, RowSink write)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        var row = new CsvRow();
        using var before = new CsvReader(Path, [.. schema.Columns]);
        while (before.Read())
        {
            var key = ReadRow(before, row);
            if (!changes.TryGetValue(key, out var change)) write(row.Bytes);
            else if (written.Add(key)) write(change); // a key that is there twice gets one row
        }
        foreach (var (_, change) in changes.Where(change => !written.Contains(change.Key))) write(change);
    }

    /// <summary>Takes a row over; its key.</summary>
    private string ReadRow(CsvReader from, CsvRow row)
    {
        row.Clear();
        var key = "";
        for (var column = 0; column < schema.Columns.Count; column++)
        {
            row.Add(from[column]);
            if (column == schema.KeyColumns - 1) key = Encoding.UTF8.GetString(row.Bytes);
        }
        return key;
    }
}

/// <summary>Takes a row, as CSV without a line end, which is valid during the call.</summary>
internal delegate void RowSink(ReadOnlySpan<byte> row);
