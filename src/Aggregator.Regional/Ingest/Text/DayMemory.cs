using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>
/// Event times of <c>combined</c> logs, of which all but the clock is as in the log before: one comparison says so, and
/// only the clock is read. A day and zone not seen before is read by <see cref="LocalTime"/>. One thread.
/// </summary>
internal sealed class DayMemory
{
    /// <summary>Bytes that <see cref="TryRead"/> looks at: <c> [20/May/2015:12:05:35 +0000] "</c> and one more.</summary>
    public const int Bytes = 32;

    private const int TimeAt = 2;
    private const int ClockAt = TimeAt + 12;
    private const int TimeLength = 26;
    private const int MsPerSecond = 1000;

    // All bytes but the clock's and the one after the quote.
    private static readonly Vector256<byte> DayAndZone =
        ~Vector256.Equals(Vector256.Create(" [20/May/2015:######## +0000] \"#"u8), Vector256.Create((byte)'#'));

    private Vector256<byte> _known;
    private long _dayMs;

    /// <summary>Reads the time of a log.</summary>
    /// <param name="text">The log from the space before the bracket on; at least <see cref="Bytes"/>.</param>
    /// <param name="ms">Since the Unix epoch.</param>
    /// <returns>False when it is not of that form, or no time.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead(ReadOnlySpan<byte> text, out long ms)
    {
        var differences = (Vector256.Create(text) ^ _known) & DayAndZone;
        if (differences != Vector256<byte>.Zero && !TryLearn(text))
        {
            ms = 0;
            return false;
        }
        var isClock = TextWords.TryReadClock(text[ClockAt..], out var seconds);
        ms = _dayMs + (seconds * (long)MsPerSecond);
        return isClock;
    }

    private bool TryLearn(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith(" ["u8) || !text[(TimeAt + TimeLength)..].StartsWith("] \""u8)) return false;
        if (LocalTime.Parse(text.Slice(TimeAt, TimeLength)) is not { } ms) return false;
        if (!TextWords.TryReadClock(text[ClockAt..], out var seconds)) return false;
        _known = Vector256.Create(text) & DayAndZone;
        _dayMs = ms - (seconds * (long)MsPerSecond);
        return true;
    }
}
