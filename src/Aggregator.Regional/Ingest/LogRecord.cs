namespace Aggregator.Regional.Ingest;

/// <summary>
/// One log, reduced to what keys, measures and filters need. One object is filled again and again by a parser; its
/// spans are valid until the next fill. Values are raw: unescaped, but not yet in canonical form.
/// </summary>
public sealed class LogRecord
{
    /// <summary>The log carries no (usable) latency.</summary>
    public const long NoLatency = -1;

    private byte[] _bytes = new byte[1024];
    private int _used;
    private (int Start, int Length)[] _fields = [];

    /// <summary>Event time in ms since the Unix epoch; null when the log has none or it is no time.</summary>
    public long? EventTimeMs { get; set; }

    /// <summary>HTTP status, 1 to 999; 0 when missing or no such number.</summary>
    public int HttpCode { get; set; }

    /// <summary>Latency in ms from 0 to 24 h, or <see cref="NoLatency"/>.</summary>
    public long LatencyMs { get; set; } = NoLatency;

    /// <summary>The log had a latency field that is no latency: negative, over 24 h, no number.</summary>
    public bool LatencyIsInvalid { get; set; }

    /// <summary>A field's value by its number in the format's plan; empty when missing. See <see cref="Has"/>.</summary>
    public ReadOnlySpan<byte> this[int field] => _fields[field].Length <= 0
        ? default
        : _bytes.AsSpan(_fields[field].Start, _fields[field].Length);

    /// <summary>True when the log has the field, even with an empty value.</summary>
    public bool Has(int field) => _fields[field].Length >= 0;

    /// <summary>Forgets the log before; every one of <paramref name="fieldCount"/> fields is missing.</summary>
    public void Clear(int fieldCount)
    {
        if (_fields.Length != fieldCount) _fields = new (int, int)[fieldCount];
        Array.Fill(_fields, (0, -1));
        _used = 0;
        EventTimeMs = null;
        HttpCode = 0;
        LatencyMs = NoLatency;
        LatencyIsInvalid = false;
    }

    /// <summary>Sets a field's value, of which a copy is kept; the last value of a repeated field wins.</summary>
    public void Set(int field, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Commit(field, value.Length);
    }

    /// <summary>Makes a field missing again.</summary>
    public void Unset(int field) => _fields[field] = (0, -1);

    /// <summary>Gives <paramref name="to"/> the value of <paramref name="from"/>, or makes it missing as that one is.</summary>
    public void CopyField(int from, int to) => _fields[to] = _fields[from];

    /// <summary>Room to write a value in place; <see cref="Commit"/> then names the field and the length used.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_bytes.Length - _used < length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + length));
        return _bytes.AsSpan(_used, length);
    }

    /// <summary>Ends a <see cref="Reserve"/>.</summary>
    public void Commit(int field, int length)
    {
        _fields[field] = (_used, length);
        _used += length;
    }

    /// <summary>The fields that every format fills, by these numbers; a plan adds the filters' fields after them.</summary>
    public static class Fields
    {
        /// <summary>Address of the gateway node.</summary>
        public const int LocalIp = 0;

        /// <summary>Product code.</summary>
        public const int Product = 1;

        /// <summary>API name.</summary>
        public const int Api = 2;

        /// <summary>API version.</summary>
        public const int Version = 3;

        /// <summary>The tenant's uid.</summary>
        public const int CallerUid = 4;

        /// <summary>Error code.</summary>
        public const int ErrorCode = 5;

        /// <summary>The region that the call was about.</summary>
        public const int BizRegionId = 6;

        /// <summary>How many there are.</summary>
        public const int Count = 7;
    }
}
