using System.Buffers.Binary;
using System.Globalization;

namespace Aggregator.Regional.Ingest.Values;

/// <summary>Numbers in logs: <c>digits [. digits] [e [+|-] digits]</c>, without a sign, in at most 64 bytes.</summary>
internal static class DecimalText
{
    // Past this a number is noise; it also bounds the work on a value that is a megabyte of digits.
    private const int MaxLength = 64;

    // Every number of so many digits fits a long.
    private const int MaxLongDigits = 18;

    /// <summary>A number of 1 to 18 digits and nothing else, without the cost of a decimal.</summary>
    public static bool TryParseWhole(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > MaxLongDigits) return false;
        while (text.Length >= sizeof(ulong) && BitConverter.IsLittleEndian)
        {
            if (!TryTakeEight(ref text, ref value)) return false;
        }
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            value = (value * 10) + (digit - '0');
        }
        return true;
    }

    /// <summary>Eight digits in three multiplications: neighbours become numbers of two, four, eight digits. 7.5 instead of 10 ns for a time in seconds.</summary>
    private static bool TryTakeEight(ref ReadOnlySpan<byte> text, ref long value)
    {
        const ulong zeros = 0x3030_3030_3030_3030;
        var digits = BinaryPrimitives.ReadUInt64LittleEndian(text);
        // A byte is a digit when its high half is 3, and still is with 6 added to it.
        if ((digits & 0xF0F0_F0F0_F0F0_F0F0) != zeros || ((digits + 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0) != zeros) return false;
        digits -= zeros;
        digits = (digits * 10) + (digits >> 8);
        const ulong pairs = 0x0000_00FF_0000_00FF;
        digits = (((digits & pairs) * 0x000F_4240_0000_0064) + (((digits >> 16) & pairs) * 0x0000_2710_0000_0001)) >> 32;
        value = (value * 100_000_000) + (long)digits;
        text = text[sizeof(ulong)..];
        return true;
    }

    /// <summary>
    /// A number of 1 to 15 digits, with 1 to 3 behind a dot or none, in thousandths. A log with such a latency takes 65 ns less than by a decimal.
    /// </summary>
    public static bool TryParseThousandths(ReadOnlySpan<byte> text, out long value)
    {
        const int maxDigits = 15;
        const int maxDecimals = 3;
        value = 0;
        var dot = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = text[i] - '0';
            if (digit is >= 0 and <= 9) value = (value * 10) + digit;
            else if (text[i] == '.' && dot < 0) dot = i;
            else return false;
            if (i - (dot < 0 ? 0 : 1) >= maxDigits) return false;
        }
        var decimals = dot < 0 ? 0 : text.Length - 1 - dot;
        for (var i = decimals; i < maxDecimals; i++) value *= 10;
        return dot != 0 && text.Length > 0 && (dot < 0 || decimals is >= 1 and <= maxDecimals);
    }

    /// <summary>Exact to 28 digits. False when the text is no such number, or above 7.9e28.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out decimal value)
    {
        value = 0;
        // The grammar is checked here, for the library also takes signs left out, spaces and trailing NULs.
        return text.Length is > 0 and <= MaxLength && IsInGrammar(text) && decimal.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value);
    }

    private static bool IsInGrammar(ReadOnlySpan<byte> text)
    {
        if (!SkipDigits(ref text)) return false;
        if (text is [(byte)'.', ..])
        {
            text = text[1..];
            if (!SkipDigits(ref text)) return false;
        }
        if (text is [(byte)'e' or (byte)'E', ..])
        {
            text = text[1..];
            if (text is [(byte)'+' or (byte)'-', ..]) text = text[1..];
            if (!SkipDigits(ref text)) return false;
        }
        return text.IsEmpty;
    }

    /// <summary>Takes all decimal digits off the front of <paramref name="text"/>; false when there is none.</summary>
    public static bool SkipDigits(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (end < 0) end = text.Length;
        text = text[end..];
        return end > 0;
    }
}
