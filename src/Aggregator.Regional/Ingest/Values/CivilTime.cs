namespace Aggregator.Regional.Ingest.Values;

/// <summary>Calendar and clock readings (proleptic Gregorian) as ms since the Unix epoch.</summary>
internal static class CivilTime
{
    /// <summary>The last ms of the year 9999: later times are none, so that adding to a time never overflows.</summary>
    public const long MaxMs = 253_402_300_799_999;

    /// <summary>Ms since the Unix epoch of a time in UTC, or null when the calendar or the clock has no such reading.</summary>
    /// <remarks>A leap second (60) is the second after it.</remarks>
    public static long? ToMs(int year, int month, int day, int hour, int minute, int second)
    {
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        if (hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60) return null;
        var days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        return ((((days * 24L) + hour) * 60) + minute) * 60_000 + (second * 1000L);
    }

    /// <summary>Takes <paramref name="count"/> decimal digits off the front of <paramref name="text"/>.</summary>
    public static bool TryTakeDigits(ref ReadOnlySpan<byte> text, int count, out int value)
    {
        value = 0;
        if (text.Length < count) return false;
        foreach (var digit in text[..count])
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            value = (value * 10) + (digit - '0');
        }
        text = text[count..];
        return true;
    }

    /// <summary>Takes one byte off the front of <paramref name="text"/> if it is <paramref name="expected"/>.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> text, byte expected)
    {
        if (text.IsEmpty || text[0] != expected) return false;
        text = text[1..];
        return true;
    }

    /// <summary>
    /// Reads a zone's offset from UTC, <c>±hhmm</c>, <c>±hh:mm</c> or <c>±hh</c>, up to 23:59, in ms to the east.
    /// Nothing may follow it.
    /// </summary>
    public static bool TryReadOffset(ReadOnlySpan<byte> text, out long offsetMs)
    {
        offsetMs = 0;
        var sign = TryTake(ref text, (byte)'+') ? 1 : TryTake(ref text, (byte)'-') ? -1 : 0;
        if (sign == 0 || !TryTakeDigits(ref text, 2, out var hours)) return false;
        var minutes = 0;
        if (!text.IsEmpty)
        {
            TryTake(ref text, (byte)':');
            if (!TryTakeDigits(ref text, 2, out minutes)) return false;
        }
        offsetMs = sign * ((hours * 60) + minutes) * 60_000L;
        return text.IsEmpty && hours <= 23 && minutes <= 59;
    }
}
