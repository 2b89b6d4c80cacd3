using System.Numerics;
using Aggregator.Regional.Ingest.Text;
using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Values;

/// <summary>Event times as logs write them.</summary>
internal static class EventTime
{
    private const long SecondsBelow = 100_000_000_000;
    private const long MsBelow = 100_000_000_000_000;
    private const long MicrosecondsBelow = 100_000_000_000_000_000;

    /// <summary>
    /// Ms since the Unix epoch, parts of a ms cut off; null when the text is no time or one after the year 9999.
    /// <list type="bullet">
    /// <item>A number (see <see cref="DecimalText"/>) in <paramref name="unit"/>.</item>
    /// <item>ISO 8601: <c>yyyy-MM-ddTHH:mm:ss</c> (or a space for the T), then a fraction of any length after a dot or
    /// comma, then <c>Z</c>, an offset, or nothing for UTC. Letters in either case.</item>
    /// <item><c>dd/Mon/yyyy:HH:mm:ss +hhmm</c>, nginx's <c>$time_local</c>.</item>
    /// </list>
    /// </summary>
    public static long? Parse(ReadOnlySpan<byte> text, EventTimeUnit unit = EventTimeUnit.Auto)
    {
        var ms = text switch
        {
            [_, _, _, _, (byte)'-', ..] => ParseIso8601(text),
            [_, _, (byte)'/', ..] => LocalTime.Parse(text),
            _ => ParseNumber(text, unit),
        };
        return ms > CivilTime.MaxMs ? null : ms;
    }

    private static long? ParseNumber(ReadOnlySpan<byte> text, EventTimeUnit unit)
    {
        // Nearly every log: whole seconds or ms, without the cost of decimals.
        if (DecimalText.TryParseWhole(text, out var whole)) return ToMs(whole, unit);
        if (!DecimalText.TryParse(text, out var value)) return null;
        var ms = ToMs(value, unit);
        return ms > CivilTime.MaxMs ? null : (long)ms;
    }

    private static T ToMs<T>(T value, EventTimeUnit unit)
        where T : INumber<T>
    {
        if (unit == EventTimeUnit.Auto) unit = UnitBySize(value);
        return unit switch
        {
            // So many seconds are past every time as they are, and could overflow.
            EventTimeUnit.S => value > T.CreateTruncating(CivilTime.MaxMs) ? value : value * T.CreateTruncating(1000),
            EventTimeUnit.Us => value / T.CreateTruncating(1000),
            EventTimeUnit.Ns => value / T.CreateTruncating(1_000_000),
            _ => value,
        };
    }

    private static EventTimeUnit UnitBySize<T>(T value)
        where T : INumber<T>
    {
        if (value < T.CreateTruncating(SecondsBelow)) return EventTimeUnit.S;
        if (value < T.CreateTruncating(MsBelow)) return EventTimeUnit.Ms;
        return value < T.CreateTruncating(MicrosecondsBelow) ? EventTimeUnit.Us : EventTimeUnit.Ns;
    }

    private static long? ParseIso8601(ReadOnlySpan<byte> text)
    {
        if (!CivilTime.TryTakeDigits(ref text, 4, out var year) || !CivilTime.TryTake(ref text, (byte)'-')
            || !CivilTime.TryTakeDigits(ref text, 2, out var month) || !CivilTime.TryTake(ref text, (byte)'-')
            || !CivilTime.TryTakeDigits(ref text, 2, out var day) || text is not [(byte)'T' or (byte)'t' or (byte)' ', ..])
        {
            return null;
        }
        text = text[1..];
        if (!CivilTime.TryTakeDigits(ref text, 2, out var hour) || !CivilTime.TryTake(ref text, (byte)':')
            || !CivilTime.TryTakeDigits(ref text, 2, out var minute) || !CivilTime.TryTake(ref text, (byte)':')
            || !CivilTime.TryTakeDigits(ref text, 2, out var second) || !TryTakeFraction(ref text, out var fractionMs))
        {
            return null;
        }
        var offsetMs = 0L;
        var isUtc = text.IsEmpty || text is [(byte)'Z' or (byte)'z'];
        if (!isUtc && !CivilTime.TryReadOffset(text, out offsetMs)) return null;
        return CivilTime.ToMs(year, month, day, hour, minute, second) + fractionMs - offsetMs;
    }

    private static bool TryTakeFraction(ref ReadOnlySpan<byte> text, out int ms)
    {
        ms = 0;
        if (text is not [(byte)'.' or (byte)',', ..]) return true;
        var length = text[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (length < 0) length = text.Length - 1;
        for (var i = 0; i < 3; i++) ms = (ms * 10) + (i < length ? text[1 + i] - '0' : 0);
        text = text[(1 + length)..];
        return length > 0;
    }
}
