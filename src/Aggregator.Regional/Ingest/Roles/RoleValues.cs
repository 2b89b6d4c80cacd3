using System.Runtime.CompilerServices;
using Aggregator.Regional.Ingest.Values;
using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Roles;

/// <summary>What follows from a log's fields once they are read: chosen values, the time, numbers. Immutable.</summary>
/// <param name="map">The source's map.</param>
/// <param name="choices">The roles that are no single field's value.</param>
internal sealed class RoleValues(FieldMap map, RoleChoice[] choices)
{
    private readonly EventTimeUnit _timeUnit = map.TimeUnit;
    private readonly DurationUnit _latencyUnit = map.LatencyUnit;

    /// <summary>Sets the roles and typed values of a record whose fields are set from <paramref name="log"/>.</summary>
    // Within the engine's loop it drove other calls out of line: 70 ns a log.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Set(LogRecord record, ReadOnlySpan<byte> log)
    {
        var values = record.In(log);
        foreach (var choice in choices) choice.Set(record, values);
        record.EventTimeMs = EventTime.Parse(values[LogFields.Time], _timeUnit);
        record.HttpCode = HttpStatus.Parse(values[LogFields.HttpCode]);
        Latency.Set(record, values[LogFields.Latency], _latencyUnit);
    }

    /// <summary>True when a role needs something of <see cref="LogFields.Deferred"/>.</summary>
    public bool NeedDeferred(in LogValues values)
    {
        foreach (var choice in choices)
        {
            if (choice.NeedsDeferred(values)) return true;
        }
        return false;
    }
}
