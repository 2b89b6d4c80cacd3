using System.Buffers.Binary;
using System.Text;

namespace Aggregator.PipelineTests.Broker.Wire;

/// <summary>
/// Builds one response. Long byte strings (record batches) are kept by reference and sent from where they are stored, so a
/// fetch costs no copy; everything else gathers in a buffer between them.
/// </summary>
internal sealed class ResponseWriter(bool flexible)
{
    // Below this a copy is cheaper than a write of its own.
    private const int CopiedBelow = 16 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private byte[] _buffer = new byte[256];
    private int _begin;
    private int _end;
    private long _earlier;

    /// <summary>Bytes written so far.</summary>
    public long Length => _earlier + _end - _begin;

    public ResponseWriter Byte(int value)
    {
        Extend(1)[0] = (byte)value;
        return this;
    }

    public ResponseWriter Boolean(bool value) => Byte(value ? 1 : 0);

    public ResponseWriter Int16(int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(Extend(2), (short)value);
        return this;
    }

    public ResponseWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Extend(4), value);
        return this;
    }

    public ResponseWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Extend(8), value);
        return this;
    }

    public ResponseWriter Error(ErrorCode error) => Int16((short)error);

    public ResponseWriter Text(string? value)
    {
        if (value is null) return flexible ? UnsignedVarint(0) : Int16(-1);
        var length = Encoding.UTF8.GetByteCount(value);
        if (flexible) UnsignedVarint((uint)length + 1);
        else Int16(length);
        Encoding.UTF8.GetBytes(value, Extend(length));
        return this;
    }

    public ResponseWriter Binary(ReadOnlyMemory<byte> value)
    {
        if (flexible) UnsignedVarint((uint)value.Length + 1);
        else Int32(value.Length);
        return Raw(value);
    }

    /// <summary>Bytes without a length. They must not change before the response is sent.</summary>
    public ResponseWriter Raw(ReadOnlyMemory<byte> value)
    {
        if (value.Length < CopiedBelow)
        {
            value.Span.CopyTo(Extend(value.Length));
            return this;
        }
        CloseBuffer();
        _parts.Add(value);
        _earlier += value.Length;
        return this;
    }

    /// <summary>An array: its length and each element as <paramref name="write"/> does it.</summary>
    public ResponseWriter Array<T>(IReadOnlyCollection<T> elements, Action<T> write)
    {
        if (flexible) UnsignedVarint((uint)elements.Count + 1);
        else Int32(elements.Count);
        foreach (var element in elements) write(element);
        return this;
    }

    /// <summary>The tagged fields at the end of a structure: none.</summary>
    public ResponseWriter EndOfStructure() => flexible ? UnsignedVarint(0) : this;

    /// <summary>The response in the pieces it is to be sent in; nothing may be written afterwards.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Parts()
    {
        CloseBuffer();
        return _parts;
    }

    private ResponseWriter UnsignedVarint(uint value)
    {
        for (; value >= 0x80; value >>= 7) Byte((int)(value & 0x7f | 0x80));
        return Byte((int)value);
    }

    private void CloseBuffer()
    {
        if (_end == _begin) return;
        _parts.Add(_buffer.AsMemory(_begin, _end - _begin));
        _earlier += _end - _begin;
        _begin = _end;
    }

    private Span<byte> Extend(int length)
    {
        if (_end + length > _buffer.Length)
        {
            // Parts that were closed keep the old buffer.
            var larger = new byte[Math.Max(2 * (_end - _begin), _end - _begin + length) + 256];
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(larger);
            (_buffer, _end, _begin) = (larger, _end - _begin, 0);
        }
        _end += length;
        return _buffer.AsSpan(_end - length, length);
    }
}
