using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Aggregator.Core.Wire;

/// <summary>
/// Reads the primitive values of the wire format. What cannot be right makes the reader fail: from then on it has no
/// bytes left and every value is 0, so that a caller may read on and ask once, at the end, for <see cref="Failed"/>.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>True once something could not be right.</summary>
    public bool Failed { get; private set; }

    /// <summary>Bytes not read yet; 0 after a failure.</summary>
    public readonly int Remaining => _rest.Length;

    /// <summary>Gives up: the bytes are malformed.</summary>
    public void Fail()
    {
        Failed = true;
        _rest = default;
    }

    /// <summary>Fails unless <paramref name="condition"/> holds.</summary>
    public void Require(bool condition)
    {
        if (!condition) Fail();
    }

    /// <inheritdoc cref="WireWriter.Byte"/>
    public byte Byte()
    {
        Require(_rest.Length > 0);
        if (Failed) return 0;
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <inheritdoc cref="WireWriter.Varint"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Varint()
    {
        var rest = _rest;
        if (rest.Length == 0 || rest[0] >= 0x80) return LongVarint();
        _rest = rest[1..];
        return rest[0];
    }

    private ulong LongVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            if (shift == 63 && next > 1) break;
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return Failed ? 0 : value;
        }
        Fail();
        return 0;
    }

    /// <summary>A number from 0 to <paramref name="max"/>.</summary>
    public long Count(long max = long.MaxValue)
    {
        var value = Varint();
        Require(value <= (ulong)max);
        return Failed ? 0 : (long)value;
    }

    /// <inheritdoc cref="WireWriter.Signed"/>
    public long Signed()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>
    /// How many items follow, each of at least one byte: never more than there are bytes, so that memory for them can
    /// be taken at once.
    /// </summary>
    public int Items() => (int)Count(Remaining);

    /// <inheritdoc cref="WireWriter.Text"/>
    public string Text()
    {
        var length = Items();
        Require(length <= Remaining);
        if (Failed) return "";
        var utf8 = _rest[..length];
        _rest = _rest[length..];
        Require(Utf8.IsValid(utf8));
        return Failed ? "" : Encoding.UTF8.GetString(utf8);
    }
}
