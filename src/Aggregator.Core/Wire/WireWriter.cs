using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aggregator.Core.Wire;

/// <summary>Writes the primitive values of the wire format, one after the other.</summary>
internal sealed class WireWriter
{
    /// <summary>Bytes of the longest varint.</summary>
    public const int MaxVarintBytes = 10;

    private byte[] _buffer = new byte[4096];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>Bytes of a varint.</summary>
    public static int SizeOf(ulong value)
    {
        // (bits + 6) / 7 for 1 to 64 bits, without a division.
        var bits = 64 - BitOperations.LeadingZeroCount(value | 1);
        return (bits * 9 + 64) >> 6;
    }

    /// <summary>Signed as unsigned, small magnitudes small: 0, −1, 1, −2, …</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Writes a varint from a place on where there is room for it; the place after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Put(Span<byte> room, int at, ulong value)
    {
        for (; value >= 0x80; value >>= 7) room[at++] = (byte)(value | 0x80);
        room[at] = (byte)value;
        return at + 1;
    }

    /// <summary>Forgets what was written, and keeps the room.</summary>
    public void Clear() => Length = 0;

    /// <summary>Room for at least so many bytes, to be written in place; <see cref="Advance"/> then says how many they are.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - Length < bytes) Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, Length + bytes));
        return _buffer.AsSpan(Length);
    }

    /// <summary>So many bytes were written in place.</summary>
    public void Advance(int bytes) => Length += bytes;

    /// <summary>One byte.</summary>
    public void Byte(byte value)
    {
        Reserve(1)[0] = value;
        Advance(1);
    }

    /// <summary>Little-endian base 128: seven bits a byte, the high bit set on all but the last.</summary>
    public void Varint(ulong value) => Advance(Put(Reserve(MaxVarintBytes), 0, value));

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
        Advance(Encoding.UTF8.GetBytes(value, Reserve(length)));
    }
}
