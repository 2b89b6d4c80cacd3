namespace Aggregator.Regional.Ingest.Values;

/// <summary>HTTP codes as logs write them.</summary>
internal static class HttpStatus
{
    /// <summary>One to three digits as a number, so 0 to 999; anything else is 0, which stands for none.</summary>
    public static int Parse(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > 3) return 0;
        return CivilTime.TryTakeDigits(ref text, text.Length, out var code) ? code : 0;
    }
}
