using Aggregator.Regional.Options;

namespace Aggregator.Regional.Windowing;

/// <summary>Says whether a log was limited (throttled): by its HTTP code or by how its error code begins.</summary>
public sealed class LimitedRule(LimitedOptions options)
{
    private readonly int[] _httpCodes = [.. options.HttpCodes];
    private readonly string[] _prefixes = [.. options.ErrorCodePrefixes];

    /// <summary>True for a limited log.</summary>
    public bool Holds(int httpCode, string errorCode)
    {
        if (Array.IndexOf(_httpCodes, httpCode) >= 0) return true;
        if (errorCode.Length == 0) return false;
        foreach (var prefix in _prefixes)
        {
            if (errorCode.StartsWith(prefix, StringComparison.Ordinal)) return true;
        }
        return false;
    }
}
