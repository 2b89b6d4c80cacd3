using Aggregator.Benchmarks.Fuzz;
using Aggregator.Regional.Ingest;

namespace Aggregator.Benchmarks.Forms;

/// <summary>Makes lines that no log can be read from, each of which has a known reason.</summary>
internal static class DamagedLine
{
    private static readonly string[] Reasons =
        [MalformedReasons.CutOff, MalformedReasons.NotInFormat, MalformedReasons.NoTime, MalformedReasons.Before2000];

    /// <summary>A line of one of the ways in which <paramref name="log"/>, a sound one, can be damaged.</summary>
    public static (byte[] Line, string Reason) Of(ReadOnlySpan<byte> log, ref Draw draw)
    {
        // Without an API a log is filtered before its time is looked at.
        var reason = Reasons[draw.Below(log.IndexOf("\"Api\":\"\""u8) < 0 && log.IndexOf("\"Api\""u8) >= 0 ? 4 : 2)];
        return (reason switch
        {
            MalformedReasons.CutOff => [.. log[..(1 + draw.Below(log.Length - 1))]],
            MalformedReasons.NotInFormat => NotInFormat(log, ref draw),
            MalformedReasons.NoTime => WithTime(log, draw.Chance(0.5) ? "\"yesterday\""u8 : "null"u8),
            _ => WithTime(log, "\"946684799\""u8),
        }, reason);
    }

    private static byte[] NotInFormat(ReadOnlySpan<byte> log, ref Draw draw) => draw.Below(6) switch
    {
        0 => [.. log[1..]], // its beginning is lost
        1 => [.. log, .. log], // the line end between two is lost
        2 => [.. new byte[log.Length]], // a file with a hole
        3 => Widened(log), // another encoding
        4 => [.. "{\"Api\":\"an \"unescaped\" quote\","u8, .. log[1..]],
        _ => [.. "2026-01-15T13:37:23Z WARN no log at all: \""u8, .. log],
    };

    private static byte[] Widened(ReadOnlySpan<byte> log)
    {
        var wide = new byte[2 * log.Length];
        for (var i = 0; i < log.Length; i++) wide[2 * i] = log[i];
        return wide;
    }

    private static byte[] WithTime(ReadOnlySpan<byte> log, ReadOnlySpan<byte> time)
    {
        var value = log.IndexOf("\"__time__\":"u8) + "\"__time__\":"u8.Length;
        var after = log[(value + 1)..];
        return [.. log[..value], .. time, .. after[(after.IndexOf((byte)'"') + 1)..]];
    }
}
