using System.Runtime.CompilerServices;

namespace Aggregator.Regional.Ingest;

/// <summary>
/// One log, reduced to what keys, measures and filters need. One object is filled again and again by a parser. A value
/// is a place in the log's own bytes, or a copy in the record where it had to be decoded or put together; all are read by
/// <see cref="In"/>. Values are raw: unescaped, but not yet in canonical form. One thread.
/// </summary>
public sealed class LogRecord
{
    /// <summary>The log carries no (usable) latency.</summary>
    public const long NoLatency = -1;

    // Of copies. What a log with more needs is kept for no log after it.
    private const int MaxKeptBytes = 4 << 20;
    private const int SharedStart = int.MinValue;

    private byte[] _copies = new byte[1024];
    private byte[] _shared = [];
    private int _copied;
    private Place[] _places = [];

    /// <summary>Event time in ms since the Unix epoch; null when the log has none or it is no time.</summary>
    public long? EventTimeMs { get; set; }

    /// <summary>HTTP status, 1 to 999; 0 when missing or no such number.</summary>
    public int HttpCode { get; set; }

    /// <summary>Latency in ms from 0 to 24 h, or <see cref="NoLatency"/>.</summary>
    public long LatencyMs { get; set; } = NoLatency;

    /// <summary>The log had a latency field that is no latency: negative, over 24 h, no number.</summary>
    public bool LatencyIsInvalid { get; set; }

    /// <summary>The values, read from the log that the record was filled with. Valid until the next fill and while the log is.</summary>
    /// <param name="log">The same bytes as the parser was given, at any address.</param>
    public LogValues In(ReadOnlySpan<byte> log) => new(this, log);

    /// <summary>True when the log has the field, even with an empty value.</summary>
    public bool Has(int field) => _places[field].Size > 0;

    /// <summary>Forgets the log before; every one of <paramref name="fieldCount"/> fields is missing.</summary>
    public void Clear(int fieldCount)
    {
        // Sources with more and with fewer fields may take turns.
        if (_places.Length < fieldCount) _places = new Place[fieldCount];
        else _places.AsSpan(0, fieldCount).Clear();
        if (_copies.Length > MaxKeptBytes) _copies = [];
        _copied = 0;
        EventTimeMs = null;
        HttpCode = 0;
        LatencyMs = NoLatency;
        LatencyIsInvalid = false;
    }

    /// <summary>A field's value is these bytes of the log; the last value of a repeated field wins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetPlace(int field, int start, int length) => _places[field] = new Place(start, length + 1);

    /// <summary>Sets a field's value, of which a copy is kept; the last value of a repeated field wins.</summary>
    public void Set(int field, ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        Commit(field, value.Length);
    }

    /// <summary>Sets the value of the one field that is the same in many logs: the bytes are kept, not copied, and must not change.</summary>
    public void SetShared(int field, byte[] value)
    {
        if (_shared != value) _shared = value;
        _places[field] = new Place(SharedStart, value.Length + 1);
    }

    /// <summary>Makes a field missing again.</summary>
    public void Unset(int field) => _places[field] = default;

    /// <summary>Gives <paramref name="to"/> the value of <paramref name="from"/>, or makes it missing as that one is.</summary>
    public void CopyField(int from, int to) => _places[to] = _places[from];

    /// <summary>Room to write a value in place; <see cref="Commit"/> then names the field and the length used.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_copies.Length - _copied < length) Array.Resize(ref _copies, Math.Max(_copies.Length * 2, _copied + length));
        return _copies.AsSpan(_copied, length);
    }

    /// <summary>Ends a <see cref="Reserve"/>.</summary>
    public void Commit(int field, int length)
    {
        _places[field] = new Place(~_copied, length + 1);
        _copied += length;
    }

    /// <summary>Where in the log a field's value lies; false when it is missing, or a copy.</summary>
    internal bool TryGetPlace(int field, out int start, out int length)
    {
        (start, length) = (_places[field].Start, _places[field].Size - 1);
        return start >= 0 && length >= 0;
    }

    /// <summary>A field's value by its number in the format's plan; empty when missing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> ValueIn(ReadOnlySpan<byte> log, int field)
    {
        var place = _places[field];
        if (place.Size <= 1) return default;
        if (place.Start >= 0) return log.Slice(place.Start, place.Size - 1);
        return place.Start == SharedStart ? _shared : _copies.AsSpan(~place.Start, place.Size - 1);
    }

    /// <inheritdoc cref="LogValues.From"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> ValueFrom(ReadOnlySpan<byte> log, int field, out int length)
    {
        var place = _places[field];
        length = Math.Max(0, place.Size - 1);
        if (place.Start >= 0) return log[place.Start..];
        return place.Start == SharedStart ? _shared : _copies.AsSpan(~place.Start);
    }

    /// <summary>Where a value lies, so that clearing is one fill with zeros.</summary>
    /// <param name="Start">In the log; when negative, the complement of where it is among the copies, or the shared value's sign.</param>
    /// <param name="Size">Its length plus 1; 0 when the field is missing.</param>
    private readonly record struct Place(int Start, int Size);

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
