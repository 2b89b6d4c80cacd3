using System.Buffers;
using System.Text;

namespace Aggregator.Core.Wire;

/// <summary>Writes the primitive values of the wire format, one after the other.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    /// <summary>Bytes written.</summary>
    public int Length => _buffer.WrittenCount;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>Bytes of a varint.</summary>
    public static int SizeOf(ulong value) => (64 - (int)ulong.LeadingZeroCount(value | 1) + 6) / 7;

    /// <summary>Signed as unsigned, small magnitudes small: 0, −1, 1, −2, …</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>One byte.</summary>
    public void Byte(byte value) => _buffer.Write([value]);

    /// <summary>Little-endian base 128: seven bits a byte, the high bit set on all but the last.</summary>
    public void Varint(ulong value)
    {
        var span = _buffer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _buffer.Advance(length);
    }

    /// <summary>A number that cannot be negative: a varint.</summary>
    public void Count(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Varint((ulong)value);
    }

    /// <summary>Any number: a varint of its zigzag form.</summary>
    public void Signed(long value) => Varint(ZigZag(value));

    /// <summary>A string: its length in bytes, then UTF-8.</summary>
    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Count(length);
        _buffer.Advance(Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length)));
    }
}
