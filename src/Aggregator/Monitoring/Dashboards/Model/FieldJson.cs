using System.Text.Json.Nodes;

namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>What fields of all kinds of panels have in common, as Grafana writes it.</summary>
internal static class FieldJson
{
    /// <summary>Defaults of a panel's fields.</summary>
    public static JsonObject Defaults(Panel panel, JsonObject custom)
    {
        var defaults = new JsonObject
        {
            ["unit"] = panel.Unit,
            ["color"] = new JsonObject { ["mode"] = panel.ColorMode },
            ["thresholds"] = Steps(panel.Thresholds),
            ["mappings"] = new JsonArray(),
            ["links"] = Links(panel.Links),
            ["custom"] = custom,
        };
        if (Decimals(panel.Unit) is { } decimals) defaults["decimals"] = decimals;
        return defaults;
    }

    /// <summary>Grafana's form of thresholds.</summary>
    public static JsonObject Steps(Thresholds thresholds) => new()
    {
        ["mode"] = "absolute",
        ["steps"] = new JsonArray(
        [
            new JsonObject { ["color"] = thresholds.Base, ["value"] = null },
            .. thresholds.Steps.Select(step => new JsonObject { ["color"] = step.Color, ["value"] = step.From }),
        ]),
    };

    /// <summary>Grafana's form of links.</summary>
    public static JsonArray Links(IEnumerable<DataLink> links) =>
        [.. links.Select(link => new JsonObject { ["title"] = link.Title, ["url"] = link.Url, ["targetBlank"] = false })];

    /// <summary>Fields chosen by a matcher, and what is set for them.</summary>
    public static JsonObject Override(string matcher, string fields, params IEnumerable<(string Id, JsonNode? Value)> properties) => new()
    {
        ["matcher"] = new JsonObject { ["id"] = matcher, ["options"] = fields },
        ["properties"] = new JsonArray(
            [.. properties.Select(property => new JsonObject { ["id"] = property.Id, ["value"] = property.Value })]),
    };

    /// <summary>Digits behind the point; shares are read to a hundredth of a percent.</summary>
    public static int? Decimals(string unit) => unit is Units.Share ? 2 : null;
}
