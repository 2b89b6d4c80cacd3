namespace Aggregator.Regional.Options;

/// <summary>
/// <c>fields:</c> of a source: from which fields of a JSON log the engine takes what it needs. A role that is not given
/// is the default map's in format <c>gateway-json</c>, and missing in format <c>json</c>.
/// </summary>
public sealed record FieldMapOptions
{
    /// <summary>The event time. Required in format <c>json</c>.</summary>
    public TimeFieldOptions? Time { get; init; }

    /// <summary>The latency.</summary>
    public LatencyFieldOptions? Latency { get; init; }

    /// <summary>The HTTP status.</summary>
    public FieldOptions? HttpCode { get; init; }

    /// <summary>The product. Required in format <c>json</c>.</summary>
    public LabelFieldOptions? Product { get; init; }

    /// <summary>The API. Required in format <c>json</c>.</summary>
    public ApiFieldOptions? Api { get; init; }

    /// <summary>The API's version.</summary>
    public LabelFieldOptions? Version { get; init; }

    /// <summary>The tenant's uid.</summary>
    public LabelFieldOptions? CallerUid { get; init; }

    /// <summary>The error code.</summary>
    public LabelFieldOptions? ErrorCode { get; init; }

    /// <summary>The address of the gateway's node.</summary>
    public LabelFieldOptions? LocalIp { get; init; }

    /// <summary>The region that the call was about.</summary>
    public LabelFieldOptions? BizRegionId { get; init; }

    /// <summary>
    /// Fields whose text is <c>key=value;key=value</c>; a path through one of them ends in a key. <c>RequestContent</c> in
    /// format <c>gateway-json</c>, none in format <c>json</c>, unless given.
    /// </summary>
    public IReadOnlyList<string>? KeyValues { get; init; }
}
