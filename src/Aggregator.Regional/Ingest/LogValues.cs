using System.Runtime.CompilerServices;

namespace Aggregator.Regional.Ingest;

/// <summary>What a <see cref="LogRecord"/> says of a log, together with the log's bytes, where most of its values lie.</summary>
/// <param name="record">Filled with that log.</param>
/// <param name="log">Its bytes.</param>
public readonly ref struct LogValues(LogRecord record, ReadOnlySpan<byte> log)
{
    private readonly LogRecord _record = record;
    private readonly ReadOnlySpan<byte> _log = log;

    /// <inheritdoc cref="LogRecord.EventTimeMs"/>
    public long? EventTimeMs => _record.EventTimeMs;

    /// <inheritdoc cref="LogRecord.HttpCode"/>
    public int HttpCode => _record.HttpCode;

    /// <inheritdoc cref="LogRecord.LatencyMs"/>
    public long LatencyMs => _record.LatencyMs;

    /// <inheritdoc cref="LogRecord.LatencyIsInvalid"/>
    public bool LatencyIsInvalid => _record.LatencyIsInvalid;

    /// <summary>A field's value by its number in the format's plan; empty when missing. See <see cref="Has"/>.</summary>
    public ReadOnlySpan<byte> this[int field]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _record.ValueIn(_log, field);
    }

    /// <summary>A field's value with the bytes that lie after it, which may be read but say nothing.</summary>
    /// <param name="field">Its number in the format's plan.</param>
    /// <param name="length">Bytes of the value; 0 when missing.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> From(int field, out int length) => _record.ValueFrom(_log, field, out length);

    /// <inheritdoc cref="LogRecord.Has"/>
    public bool Has(int field) => _record.Has(field);
}
