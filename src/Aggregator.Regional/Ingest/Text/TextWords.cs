using System.Buffers.Binary;
using System.Numerics;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>Short texts of fixed places, read as one word: all of their bytes are checked, and digits added up, at once.</summary>
internal static class TextWords
{
    private const ulong ClockZeros = 0x30_30_3A_30_30_3A_30_30; // "00:00:00", the first byte lowest
    private const uint StatusZeros = 0x30_30_30_20; // " 000"
    private const ulong ProtocolZeros = 0x30_2E_30_2F_50_54_54_48; // "HTTP/0.0"

    /// <summary>Reads <c>12:05:35</c>, from 00:00:00 to 23:59:60, as seconds since midnight.</summary>
    /// <param name="text">Eight bytes, and any after them.</param>
    /// <param name="seconds">A leap second is the second after it.</param>
    public static bool TryReadClock(ReadOnlySpan<byte> text, out int seconds)
    {
        // Each byte becomes its digit, each colon 0; what is neither has its highest bit set, by itself or by the sum.
        var digits = BinaryPrimitives.ReadUInt64LittleEndian(text) ^ ClockZeros;
        var isWrong = (digits | (digits + 0x76_76_7F_76_76_7F_76_76)) & 0x80_80_80_80_80_80_80_80;
        // Ten times each digit and the one after it: at most 99, so no byte runs into the next.
        var pairs = (digits * 10) + (digits >> 8);
        var (hour, minute, second) = ((int)(byte)pairs, (int)(byte)(pairs >> 24), (int)(byte)(pairs >> 48));
        seconds = (((hour * 60) + minute) * 60) + second;
        return isWrong == 0 && hour <= 23 && minute <= 59 && second <= 60;
    }

    /// <summary>Reads a space and three digits.</summary>
    /// <param name="text">Four bytes, and any after them.</param>
    /// <param name="status">0 to 999.</param>
    public static bool TryReadStatus(ReadOnlySpan<byte> text, out int status)
    {
        var digits = BinaryPrimitives.ReadUInt32LittleEndian(text) ^ StatusZeros;
        status = (int)(((digits >> 8 & 0xFF) * 100) + ((digits >> 16 & 0xFF) * 10) + (digits >> 24));
        return ((digits | (digits + 0x76_76_76_7F)) & 0x80_80_80_80) == 0;
    }

    /// <summary>Reads a method: 1 to 7 capital letters of ASCII, and the space behind them.</summary>
    /// <param name="text">Eight bytes, and any after them.</param>
    /// <param name="length">How many letters.</param>
    public static bool TryReadMethod(ReadOnlySpan<byte> text, out int length)
    {
        const ulong highBits = 0x80_80_80_80_80_80_80_80;
        var bytes = BinaryPrimitives.ReadUInt64LittleEndian(text);
        // The highest bit of each byte that is a space; those above the lowest one may be wrong.
        var others = bytes ^ 0x20_20_20_20_20_20_20_20;
        var spaces = (others - 0x01_01_01_01_01_01_01_01) & ~others & highBits;
        length = BitOperations.TrailingZeroCount(spaces) / 8;
        // The highest bit of each capital: below 0x80, one sum reaches it from A on, the other from behind Z on.
        var fromA = (bytes & ~highBits) + 0x3F_3F_3F_3F_3F_3F_3F_3F;
        var behindZ = (bytes & ~highBits) + 0x25_25_25_25_25_25_25_25;
        var before = (spaces - 1) & ~spaces;
        return spaces != 0 && length > 0 && ((~(fromA & ~behindZ) | bytes) & before & highBits) == 0;
    }

    /// <summary>True for <c>HTTP/1.1</c> and any other version of two such places.</summary>
    /// <param name="text">Eight bytes, and any after them.</param>
    public static bool IsProtocol(ReadOnlySpan<byte> text) =>
        ((BinaryPrimitives.ReadUInt64LittleEndian(text) ^ ProtocolZeros) & 0xF0_FF_F0_FF_FF_FF_FF_FF) == 0;
}
