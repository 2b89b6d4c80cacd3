using System.Runtime.CompilerServices;
using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Values;

/// <summary>Latencies as logs write them.</summary>
internal static class Latency
{
    private const long MaxMs = 24 * 3_600_000;

    /// <summary>
    /// Sets the record's latency from a field's value in <paramref name="unit"/>. Half a ms and more is rounded up. An
    /// empty value is a missing one; what is negative, over 24 h or no number (see <see cref="DecimalText"/>) is invalid.
    /// </summary>
    public static void Set(LogRecord record, ReadOnlySpan<byte> text, DurationUnit unit)
    {
        if (text.IsEmpty) return;
        if (unit == DurationUnit.Ms && DecimalText.TryParseWhole(text, out var wholeMs) && wholeMs <= MaxMs)
        {
            record.LatencyMs = wholeMs;
            return;
        }
        var perMs = ThousandthsPerMs(unit);
        if (DecimalText.TryParseThousandths(text, out var thousandths) && thousandths <= MaxMs * perMs)
            record.LatencyMs = (thousandths + (perMs / 2)) / perMs;
        else
            SetByDecimal(record, text, unit);
    }

    // By itself, for the many decimals of its calls would be cleared on the stack for every log.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void SetByDecimal(LogRecord record, ReadOnlySpan<byte> text, DurationUnit unit)
    {
        var perMs = ThousandthsPerMs(unit) / 1000m;
        if (DecimalText.TryParse(text, out var value) && value <= MaxMs * perMs)
            record.LatencyMs = (long)decimal.Round(value / perMs, MidpointRounding.AwayFromZero);
        else
            record.LatencyIsInvalid = true;
    }

    private static long ThousandthsPerMs(DurationUnit unit) => unit switch
    {
        DurationUnit.S => 1,
        DurationUnit.Ms => 1000,
        DurationUnit.Us => 1_000_000,
        DurationUnit.Ns => 1_000_000_000,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "No such unit."),
    };
}
