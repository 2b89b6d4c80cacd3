using System.Text;
using System.Text.RegularExpressions;
using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Filters;

/// <summary>
/// A condition on one field, compiled: all its tests must hold. Values are compared byte by byte with the UTF-8 of the
/// configuration's text. A missing field is no value: <c>in</c>, <c>equals</c>, <c>prefix</c> and <c>regex</c> do not
/// hold for it, <c>not_in</c> does. One thread: it keeps a buffer.
/// </summary>
internal sealed class Condition
{
    private readonly int _field;
    private readonly byte[][]? _in;
    private readonly byte[][]? _notIn;
    private readonly byte[]? _equalTo;
    private readonly byte[]? _prefix;
    private readonly Regex? _regex;
    private readonly bool? _exists;
    private char[] _chars = [];

    /// <exception cref="ArgumentException">The field is not in the plan, or the regular expression is wrong.</exception>
    public Condition(ConditionOptions options, LogFields fields)
    {
        _field = fields.NumberOf(options.Field);
        if (_field < 0) throw new ArgumentException($"Field '{options.Field}' is not extracted.", nameof(fields));
        _in = options.In?.Select(Encoding.UTF8.GetBytes).ToArray();
        _notIn = options.NotIn?.Select(Encoding.UTF8.GetBytes).ToArray();
        _equalTo = options.EqualTo is { } text ? Encoding.UTF8.GetBytes(text) : null;
        _prefix = options.Prefix is { } prefix ? Encoding.UTF8.GetBytes(prefix) : null;
        _regex = options.Regex is { } pattern ? FilterRegex.Compile(pattern) : null;
        _exists = options.Exists;
    }

    /// <summary>True when every test of the condition holds.</summary>
    public bool Holds(in LogValues log)
    {
        var isThere = log.Has(_field);
        if (_exists is { } exists && exists != isThere) return false;
        if (!isThere) return _in is null && _equalTo is null && _prefix is null && _regex is null;

        var value = log[_field];
        return (_in is null || IsOneOf(value, _in))
            && (_notIn is null || !IsOneOf(value, _notIn))
            && (_equalTo is null || value.SequenceEqual(_equalTo))
            && (_prefix is null || value.StartsWith(_prefix))
            && (_regex is null || _regex.IsMatch(Decode(value)));
    }

    private static bool IsOneOf(ReadOnlySpan<byte> value, byte[][] candidates)
    {
        foreach (var candidate in candidates)
        {
            if (value.SequenceEqual(candidate)) return true;
        }
        return false;
    }

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> value)
    {
        var needed = Encoding.UTF8.GetMaxCharCount(value.Length);
        if (_chars.Length < needed) _chars = new char[Math.Max(needed, _chars.Length * 2)];
        return _chars.AsSpan(0, Encoding.UTF8.GetChars(value, _chars));
    }
}
