using System.Buffers;

namespace Aggregator.Regional.Ingest.Json;

/// <summary>
/// Walks through a JSON text value by value, without building anything and without ever throwing. After the first
/// damage every step answers false and <see cref="State"/> says what it was. The accepted grammar is in the remarks of
/// <see cref="GatewayJsonParser"/>.
/// </summary>
/// <param name="text">The text.</param>
/// <param name="depth">Objects and arrays that are open around it.</param>
internal ref struct JsonCursor(ReadOnlySpan<byte> text, int depth = 0)
{
    private const int MaxDepth = 64;

    private static readonly SearchValues<byte> QuoteOrBackslash = SearchValues.Create("\"\\"u8);

    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;
    private int _depth = depth;

    // Just after an opening bracket: the only place where a member or element comes without a comma before it.
    private bool _isAfterOpening;

    /// <summary>Sound until the first damage, then what that was.</summary>
    public JsonScan State { get; private set; }

    /// <summary>Where in the text it stands.</summary>
    public readonly int Position => _at;

    /// <summary>The first byte of what comes next, white space skipped; 0 at the text's end, which is damage here.</summary>
    public byte Peek()
    {
        if (State != JsonScan.Sound) return 0;
        SkipWhiteSpace();
        if (_at < _text.Length) return _text[_at];
        State = JsonScan.CutOff;
        return 0;
    }

    /// <summary>Steps over an opening brace.</summary>
    public bool TryEnterObject() => TryEnter((byte)'{');

    /// <summary>
    /// Steps over a key and its colon. False after the closing brace, which leaves the object, and at damage.
    /// </summary>
    public bool TryReadKey(out JsonString key)
    {
        key = default;
        return TryGoOn((byte)'}') && TryReadString(out key) && TryStepOver((byte)':');
    }

    /// <summary>Steps over a string.</summary>
    public bool TryReadString(out JsonString value)
    {
        value = default;
        if (!TryStepOver((byte)'"')) return false;
        var start = _at;
        var isEscaped = false;
        while (true)
        {
            var length = _text[_at..].IndexOfAny(QuoteOrBackslash);
            if (length < 0 || (_text[_at + length] == '\\' && _at + length + 1 == _text.Length)) return Fail(JsonScan.CutOff);
            _at += length;
            if (_text[_at] == '"') break;
            isEscaped = true;
            _at += 2;
        }
        value = new JsonString(_text[start.._at], isEscaped);
        _at++;
        return true;
    }

    /// <summary>Steps over a number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    public bool TryReadBareValue(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Peek() == 0 && State != JsonScan.Sound) return false;
        var rest = _text[_at..];
        var length = rest.IndexOfAny(BareValue.Ends);
        var state = BareValue.Check(length < 0 ? rest : rest[..length]);
        // At the text's end a whole value is cut off too (a bracket must follow); before it, half a value is damage.
        if (length < 0) return Fail(state == JsonScan.Damaged ? JsonScan.Damaged : JsonScan.CutOff);
        if (state != JsonScan.Sound) return Fail(JsonScan.Damaged);
        value = rest[..length];
        _at += length;
        return true;
    }

    /// <summary>Steps over a value of any kind, checking all of it.</summary>
    public void SkipValue()
    {
        switch (Peek())
        {
            case (byte)'"':
                TryReadString(out _);
                break;
            case (byte)'{':
                TryEnterObject();
                while (TryReadKey(out _)) SkipValue();
                break;
            case (byte)'[':
                TryEnter((byte)'[');
                while (TryGoOn((byte)']')) SkipValue();
                break;
            default:
                TryReadBareValue(out _);
                break;
        }
    }

    /// <summary>Only white space may be left.</summary>
    public void ReadEnd()
    {
        if (State != JsonScan.Sound) return;
        SkipWhiteSpace();
        if (_at < _text.Length) State = JsonScan.Damaged;
    }

    private bool TryEnter(byte opening)
    {
        if (!TryStepOver(opening)) return false;
        if (_depth == MaxDepth) return Fail(JsonScan.Damaged);
        _depth++;
        _isAfterOpening = true;
        return true;
    }

    /// <summary>Steps up to the next member or element; false after <paramref name="closing"/> and at damage.</summary>
    private bool TryGoOn(byte closing)
    {
        var needsComma = !_isAfterOpening;
        _isAfterOpening = false;
        if (Peek() == closing)
        {
            _at++;
            _depth--;
            return false;
        }
        return State == JsonScan.Sound && (!needsComma || TryStepOver((byte)','));
    }

    private bool TryStepOver(byte expected)
    {
        if (Peek() != expected) return State == JsonScan.Sound && Fail(JsonScan.Damaged);
        _at++;
        return true;
    }

    private bool Fail(JsonScan state)
    {
        State = state;
        return false;
    }

    private void SkipWhiteSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n') _at++;
    }
}

/// <summary>A string of a JSON text: the bytes between its quotes, and whether there are escapes among them.</summary>
internal readonly ref struct JsonString(ReadOnlySpan<byte> raw, bool isEscaped)
{
    /// <summary>As in the text, escapes not decoded.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>There is a backslash in <see cref="Raw"/>.</summary>
    public bool IsEscaped { get; } = isEscaped;
}
