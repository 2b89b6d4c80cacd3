namespace Aggregator.Core.Dimensions;

/// <summary>
/// Cuts a CSV file into records and these into fields, quotes removed. The layer below <see cref="CsvReader"/>.
/// </summary>
internal sealed class CsvRecords : IDisposable
{
    // Far above any real row, so that a quote which is never closed is reported instead of swallowing the file.
    private const int MaxRecordBytes = 1024 * 1024;
    private const int EndOfFile = -1;

    private readonly FileStream _file;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly List<int> _fieldEnds = [];
    private byte[] _bytes = new byte[256];
    private int _used;
    private int _at;
    private int _filled;
    private long _nextLine = 1;

    /// <exception cref="DimensionException">There is no such file, or it cannot be read.</exception>
    public CsvRecords(string path)
    {
        Path = path;
        _file = Open(path);
        if (Peek() == 0xEF) SkipByteOrderMark();
        if (Peek() is 0xFF or 0xFE) throw new DimensionException(path, 1, "the file is not UTF-8; save it as UTF-8");
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Line on which the current record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Fields of the current record.</summary>
    public int Count => _fieldEnds.Count;

    /// <summary>A field of the current record. Valid until the next <see cref="Read"/>.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var start = index == 0 ? 0 : _fieldEnds[index - 1];
            return _bytes.AsSpan(start, _fieldEnds[index] - start);
        }
    }

    /// <summary>Goes to the next record that is no empty line; false at the file's end.</summary>
    public bool Read()
    {
        while (Peek() != EndOfFile)
        {
            Line = _nextLine;
            _used = 0;
            _fieldEnds.Clear();
            var isQuoted = Peek() == '"';
            while (ReadField())
            {
            }
            if (isQuoted || Count > 1 || _used > 0) return true;
        }
        return false;
    }

    /// <inheritdoc cref="CsvReader.CountLines"/>
    public long CountLines()
    {
        if (!_file.CanSeek) return 0;
        var buffer = new byte[_buffer.Length];
        var (lines, at) = (0L, 0L);
        while (RandomAccess.Read(_file.SafeFileHandle, buffer, at) is var read and > 0)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            at += read;
        }
        return lines;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw new DimensionException(path, "is a directory; name a CSV file");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DimensionException(path, "there is no such file; create it or mend the path", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DimensionException(path, $"cannot be opened ({e.Message}); make it readable for this user", e);
        }
    }

    /// <summary>Reads a field and what ends it; true when another field follows in the same record.</summary>
    private bool ReadField()
    {
        if (Peek() == '"') ReadQuoted();
        else ReadPlain();
        _fieldEnds.Add(_used);
        var end = Next();
        if (end == '\r' && Peek() == '\n') end = Next();
        if (end == '\n') _nextLine++;
        if (end is ',' or '\n' or EndOfFile || (end == '\r' && Peek() == EndOfFile)) return end == ',';
        throw new DimensionException(Path, Line, "text follows a closing quote; double the quotes inside a quoted value");
    }

    // A carriage return ends the field only before the line's end; elsewhere it is a byte like others.
    private void ReadPlain()
    {
        while (Peek() is not (',' or '\n' or EndOfFile)) Append((byte)Next());
        if (Peek() != ',' && _used > FieldStart && _bytes[_used - 1] == '\r') _used--;
    }

    private int FieldStart => _fieldEnds.Count == 0 ? 0 : _fieldEnds[^1];

    private void ReadQuoted()
    {
        Next();
        while (true)
        {
            var next = Next();
            if (next == EndOfFile) throw new DimensionException(Path, Line, "a quote is not closed; close it");
            if (next == '"')
            {
                if (Peek() != '"') return;
                Next();
            }
            if (next == '\n') _nextLine++;
            Append((byte)next);
        }
    }

    private void Append(byte value)
    {
        if (_used == MaxRecordBytes)
            throw new DimensionException(Path, Line, "the row is longer than 1 MB; a quote is probably not closed");
        if (_used == _bytes.Length) Array.Resize(ref _bytes, _bytes.Length * 2);
        _bytes[_used++] = value;
    }

    private void SkipByteOrderMark()
    {
        Next();
        if (Next() != 0xBB || Next() != 0xBF) throw new DimensionException(Path, 1, "the file is not UTF-8; save it as UTF-8");
    }

    private int Next()
    {
        var next = Peek();
        if (next != EndOfFile) _at++;
        return next;
    }

    private int Peek() => _at < _filled || Fill() ? _buffer[_at] : EndOfFile;

    private bool Fill()
    {
        try
        {
            _at = 0;
            _filled = _file.Read(_buffer);
            return _filled > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DimensionException(Path, $"cannot be read ({e.Message}); make it readable for this user", e);
        }
    }
}
