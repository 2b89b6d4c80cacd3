namespace Aggregator.Core.Windowing;

/// <summary>The window law: tumbling windows <c>[Start, End)</c> of one size, aligned to the epoch, without gaps.</summary>
/// <remarks>All times are event time in milliseconds since the Unix epoch.</remarks>
public readonly record struct TumblingWindow(long SizeMs)
{
    /// <summary>Start of the window that holds <paramref name="eventTimeMs"/>.</summary>
    public long StartOf(long eventTimeMs)
    {
        var remainder = eventTimeMs % SizeMs;
        return remainder < 0 ? eventTimeMs - remainder - SizeMs : eventTimeMs - remainder;
    }

    /// <summary>End (exclusive) of the window that begins at <paramref name="startMs"/>.</summary>
    public long EndOf(long startMs) => startMs + SizeMs;

    /// <summary>True once no log of the window is expected any more: the watermark has reached its end.</summary>
    public bool IsClosed(long startMs, long watermarkMs) => watermarkMs >= EndOf(startMs);
}
