using System.Buffers.Binary;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>Numbers of fixed places, read as one word: all of their digits are checked and added up at once.</summary>
internal static class DigitWords
{
    private const ulong ClockZeros = 0x30_30_3A_30_30_3A_30_30; // "00:00:00", the first byte lowest
    private const uint StatusZeros = 0x30_30_30_20; // " 000"

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

    /// <summary>True when the first <paramref name="length"/> bytes, 1 to 8, are all capital letters of ASCII.</summary>
    /// <param name="text">Eight bytes, and any after them.</param>
    /// <param name="length">How many count.</param>
    public static bool AreCapitals(ReadOnlySpan<byte> text, int length)
    {
        const ulong highBits = 0x80_80_80_80_80_80_80_80;
        var letters = BinaryPrimitives.ReadUInt64LittleEndian(text) << (64 - (8 * length));
        var wanted = highBits << (64 - (8 * length));
        // Below 0x80, the first sum reaches the highest bit from A on, the second from behind Z on.
        var fromA = (letters & ~highBits) + 0x3F_3F_3F_3F_3F_3F_3F_3F;
        var behindZ = (letters & ~highBits) + 0x25_25_25_25_25_25_25_25;
        return (fromA & ~behindZ & ~letters & wanted) == wanted;
    }
}
