using Aggregator.Configuration.Binding;
using Aggregator.Regional.Options;

namespace Aggregator.Commands;

/// <summary>Says in words which fields of a JSON log are read for what.</summary>
internal static class FieldSummary
{
    /// <summary>A line a role that the source's configuration names.</summary>
    public static IEnumerable<string> Lines(SourceOptions source)
    {
        if (source.Fields is not { } fields) return [];
        string?[] roles =
        [
            Describe("time", fields.Time, UnitOf(fields.Time)), Describe("latency", fields.Latency, UnitOf(fields.Latency)),
            Describe("http_code", fields.HttpCode), Describe("product", fields.Product), Describe("api", fields.Api, RequestOf(fields.Api, source.ApiSegments)),
            Describe("version", fields.Version), Describe("caller_uid", fields.CallerUid), Describe("error_code", fields.ErrorCode),
            Describe("local_ip", fields.LocalIp), Describe("biz_region_id", fields.BizRegionId),
            fields.KeyValues is { Count: > 0 } keyValues ? $"key=value in {string.Join(", ", keyValues)}" : null,
        ];
        return roles.OfType<string>().Select(role => $"  {role}");
    }

    private static string? Describe(string role, FieldOptions? field, string? more = null)
    {
        if (field is null) return null;
        List<string> ways = [];
        if (field.From.Count > 0) ways.Add($"from {string.Join(" or ", field.From)}");
        if (more is not null) ways.Add(more);
        if ((field as LabelFieldOptions)?.Value is { } constant) ways.Add(ways.Count == 0 ? $"is {constant}" : $"else {constant}");
        return $"{role} {string.Join(" ", ways)}";
    }

    private static string? UnitOf(TimeFieldOptions? time) => time is null or { Unit: EventTimeUnit.Auto } ? null : $"in {ScalarType.NameOf(time.Unit)}";

    private static string? UnitOf(LatencyFieldOptions? latency) => latency is null ? null : $"in {ScalarType.NameOf(latency.Unit)}";

    private static string? RequestOf(ApiFieldOptions? api, int segments)
    {
        if (api is null or { Request.Count: 0 }) return null;
        var method = api.Method.Count == 0 ? "" : $"{string.Join(" or ", api.Method)} and ";
        return $"{(api.From.Count == 0 ? "" : "else ")}by {method}{segments} parts of the path in {string.Join(" or ", api.Request)}";
    }
}
