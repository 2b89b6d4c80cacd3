using Aggregator.Regional.Options;

namespace Aggregator.Regional.Windowing;

/// <summary>Says whether a log was limited (throttled): by its HTTP code or by how its error code begins, so all of a group or none.</summary>
public sealed class LimitedRule(LimitedOptions options)
{
    private readonly int[] _httpCodes = [.. options.HttpCodes];
    private readonly string[] _prefixes = [.. options.ErrorCodePrefixes];

    /// <summary>True when logs of an HTTP code are limited whatever their error code.</summary>
    public bool HoldsFor(int httpCode) => Array.IndexOf(_httpCodes, httpCode) >= 0;

    /// <summary>True when logs of an error code are limited whatever their HTTP code.</summary>
    public bool HoldsFor(string errorCode) =>
        errorCode.Length > 0 && Array.Exists(_prefixes, prefix => errorCode.StartsWith(prefix, StringComparison.Ordinal));
}
