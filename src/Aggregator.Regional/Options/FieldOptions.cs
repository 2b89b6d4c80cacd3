using System.ComponentModel;

namespace Aggregator.Regional.Options;

/// <summary>Where one role's value comes from. A path, or a list of paths, in this record's place is its <c>from</c>.</summary>
[DefaultProperty(nameof(From))]
public record FieldOptions
{
    /// <summary>Paths of fields: the first that is there, and neither empty nor <c>-</c>, gives the value.</summary>
    public IReadOnlyList<string> From { get; init; } = [];
}

/// <summary>A role that can be the same in every log.</summary>
public record LabelFieldOptions : FieldOptions
{
    /// <summary>The value of logs that have none of the fields.</summary>
    public string? Value { get; init; }
}

/// <summary>The API, which may have to be made of a request.</summary>
public sealed record ApiFieldOptions : LabelFieldOptions
{
    /// <summary>
    /// Paths of fields with a request, for logs that name no API: <c>METHOD target PROTOCOL</c>, a path or a URL. The API is
    /// the method and the first <c>api_segments</c> parts of the path.
    /// </summary>
    public IReadOnlyList<string> Request { get; init; } = [];

    /// <summary>Paths of fields with the method, where <c>request</c> has none.</summary>
    public IReadOnlyList<string> Method { get; init; } = [];
}

/// <summary>The event time.</summary>
public sealed record TimeFieldOptions : FieldOptions
{
    /// <summary>What a number counts. ISO 8601 and nginx's <c>$time_local</c> are recognized with any of them.</summary>
    public EventTimeUnit Unit { get; init; } = EventTimeUnit.Auto;
}

/// <summary>The latency.</summary>
public sealed record LatencyFieldOptions : FieldOptions
{
    /// <summary>What its number counts.</summary>
    public DurationUnit Unit { get; init; } = DurationUnit.Ms;
}

/// <summary>What the number of an event time counts since the Unix epoch.</summary>
public enum EventTimeUnit
{
    /// <summary>By its size: s below 1e11, ms below 1e14, µs below 1e17, else ns.</summary>
    Auto,

    /// <summary>Seconds.</summary>
    S,

    /// <summary>Milliseconds.</summary>
    Ms,

    /// <summary>Microseconds.</summary>
    Us,

    /// <summary>Nanoseconds.</summary>
    Ns,
}

/// <summary>What the number of a latency counts.</summary>
public enum DurationUnit
{
    /// <summary>Seconds.</summary>
    S,

    /// <summary>Milliseconds.</summary>
    Ms,

    /// <summary>Microseconds.</summary>
    Us,

    /// <summary>Nanoseconds.</summary>
    Ns,
}
