using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Roles;

/// <summary>From which fields of a log each role takes its value: <c>fields:</c> with its defaults filled in. Immutable.</summary>
internal sealed class FieldMap
{
    private readonly FieldMapOptions _given;
    private readonly bool _isWhole;

    /// <summary>The map of a source.</summary>
    public FieldMap(SourceOptions source)
    {
        // A combined log has no names of its own: its parser fills the roles, and filters know them by their default names.
        _given = source is { Format: not LogFormat.Combined, Fields: { } fields } ? fields : new FieldMapOptions();
        _isWhole = source is { Format: LogFormat.Json, Fields: not null };
        Roles =
        [
            Role(_given.LocalIp, "LocalIp"), Role(_given.Product, "Product"), Role(_given.Api, "Api"), Role(_given.Version, "Version"),
            Role(_given.CallerUid, "CallerUid"), Role(_given.ErrorCode, "ErrorCode"), Role(_given.BizRegionId, "RegionId", "RequestContent.RegionId"),
            Role(_given.Time, "__time__"), Role(_given.HttpCode, "HttpCode"), Role(_given.Latency, "TotalUsedTime"),
        ];
        ApiSegments = source.ApiSegments;
    }

    /// <summary>The sources of the roles, by the roles' numbers (<see cref="LogFields"/>).</summary>
    public IReadOnlyList<RoleSource> Roles { get; }

    /// <summary>Fields of which the API is made when the log names none.</summary>
    public IReadOnlyList<string> Requests => _given.Api?.Request ?? [];

    /// <summary>Fields with those requests' method.</summary>
    public IReadOnlyList<string> Methods => _given.Api?.Method ?? [];

    /// <summary>How many parts of a request's path belong to the API.</summary>
    public int ApiSegments { get; }

    /// <summary>Fields that hold <c>k=v;k=v</c>.</summary>
    public IReadOnlyList<string> KeyValues => _given.KeyValues ?? (_isWhole ? [] : ["RequestContent"]);

    /// <summary>What a number of the event time counts.</summary>
    public EventTimeUnit TimeUnit => _given.Time?.Unit ?? EventTimeUnit.Auto;

    /// <summary>What the latency counts.</summary>
    public DurationUnit LatencyUnit => _given.Latency?.Unit ?? DurationUnit.Ms;

    private RoleSource Role(FieldOptions? given, params string[] defaults) => given is null
        ? new RoleSource(_isWhole ? [] : defaults)
        : new RoleSource(given.From, (given as LabelFieldOptions)?.Value, DashIsMissing: true);
}
