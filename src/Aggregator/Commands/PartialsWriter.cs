using System.Buffers;
using Aggregator.Core.Aggregation;
using Aggregator.Regional.Emit;

namespace Aggregator.Commands;

/// <summary>Writes rows to a stream, as <see cref="JsonRowWriter"/> does. Not thread-safe; the stream stays the caller's.</summary>
public sealed class PartialsWriter : IDisposable
{
    private const int FlushBytes = 64 * 1024;

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _buffer = new(FlushBytes * 2);
    private readonly JsonRowWriter _rows;

    /// <summary>Writes to <paramref name="stream"/>.</summary>
    public PartialsWriter(Stream stream)
    {
        _stream = stream;
        _rows = new JsonRowWriter(_buffer);
    }

    /// <summary>Writes one row.</summary>
    public void Write(Row row)
    {
        _rows.Write(row);
        if (_buffer.WrittenCount >= FlushBytes) Flush();
    }

    /// <summary>Hands everything written to the stream.</summary>
    public void Flush()
    {
        _stream.Write(_buffer.WrittenSpan);
        _stream.Flush();
        _buffer.ResetWrittenCount();
    }

    /// <summary>Flushes.</summary>
    public void Dispose()
    {
        Flush();
        _rows.Dispose();
    }
}
