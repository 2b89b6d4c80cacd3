using Aggregator.Regional.Ingest.Values;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>The time of a <c>combined</c> log: <c>20/May/2015:12:05:35 +0000</c>.</summary>
internal static class LocalTime
{
    /// <summary>Ms since the Unix epoch, or null when the text is no such time or the calendar has no such day.</summary>
    public static long? Parse(ReadOnlySpan<byte> text)
    {
        if (!CivilTime.TryTakeDigits(ref text, 2, out var day) || !CivilTime.TryTake(ref text, (byte)'/')
            || !TryTakeMonth(ref text, out var month) || !CivilTime.TryTake(ref text, (byte)'/')
            || !CivilTime.TryTakeDigits(ref text, 4, out var year) || !CivilTime.TryTake(ref text, (byte)':')
            || !CivilTime.TryTakeDigits(ref text, 2, out var hour) || !CivilTime.TryTake(ref text, (byte)':')
            || !CivilTime.TryTakeDigits(ref text, 2, out var minute) || !CivilTime.TryTake(ref text, (byte)':')
            || !CivilTime.TryTakeDigits(ref text, 2, out var second) || !CivilTime.TryTake(ref text, (byte)' ')
            || !CivilTime.TryReadOffset(text, out var offsetMs))
        {
            return null;
        }
        return CivilTime.ToMs(year, month, day, hour, minute, second) - offsetMs;
    }

    private static bool TryTakeMonth(ref ReadOnlySpan<byte> text, out int month)
    {
        const int nameLength = 3;
        month = 0;
        if (text.Length < nameLength) return false;
        var at = "JanFebMarAprMayJunJulAugSepOctNovDec"u8.IndexOf(text[..nameLength]);
        if (at < 0 || at % nameLength != 0) return false;
        month = (at / nameLength) + 1;
        text = text[nameLength..];
        return true;
    }
}
