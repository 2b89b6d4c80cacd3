using System.Text.Json.Nodes;
using Aggregator.Monitoring.Dashboards.Model;

namespace Aggregator.Monitoring.Dashboards.Panels;

/// <summary>Lines over the time range. Series whose legend ends with "ago" are dashed.</summary>
internal sealed record TimeSeriesPanel(int Id, string Key, string Title, params IReadOnlyList<Query> Queries) : Panel(Id, Key, Title)
{
    /// <summary>True puts each series on top of the one before.</summary>
    public bool IsStacked { get; init; }

    /// <summary>True lets the axis go below zero, or begin above it.</summary>
    public bool HasFreeAxis { get; init; }

    /// <summary>Colours of series by their legend.</summary>
    public IReadOnlyList<(string Legend, string Color)> Colors { get; init; } = [];

    public override string Type => "timeseries";

    public override bool IsInstant => false;

    public override string ColorMode => "palette-classic";

    public override IReadOnlyList<Query> Asked => Queries;

    public override JsonObject Options() => new()
    {
        ["legend"] = new JsonObject
        {
            ["calcs"] = new JsonArray("lastNotNull", "max"),
            ["displayMode"] = "table",
            ["placement"] = "bottom",
            ["showLegend"] = true,
            ["sortBy"] = "Max",
            ["sortDesc"] = true,
        },
        ["tooltip"] = new JsonObject { ["mode"] = "multi", ["sort"] = "desc" },
    };

    public override JsonObject FieldConfig()
    {
        var config = base.FieldConfig();
        if (!HasFreeAxis) config["defaults"]!["min"] = 0;
        return config;
    }

    protected override JsonObject Custom() => new()
    {
        ["drawStyle"] = "line",
        ["fillOpacity"] = IsStacked ? 40 : 8,
        ["lineInterpolation"] = "linear",
        ["lineWidth"] = 1,
        ["showPoints"] = "auto",
        ["pointSize"] = 4,
        ["spanNulls"] = false,
        ["stacking"] = new JsonObject { ["group"] = "A", ["mode"] = IsStacked ? "normal" : "none" },
        ["thresholdsStyle"] = new JsonObject { ["mode"] = Thresholds == Thresholds.None ? "off" : "line" },
    };

    protected override JsonArray Overrides() =>
    [
        .. Queries.Any(query => query.Legend.EndsWith(" ago", StringComparison.Ordinal)) ? [Dashed()] : Array.Empty<JsonObject>(),
        .. Colors.Select(color => FieldJson.Override(
            "byName", color.Legend, ("color", new JsonObject { ["fixedColor"] = color.Color, ["mode"] = "fixed" }))),
    ];

    private static JsonObject Dashed() => FieldJson.Override(
        "byRegexp", "/ ago$/",
        ("custom.lineStyle", new JsonObject { ["dash"] = new JsonArray(8, 8), ["fill"] = "dash" }),
        ("custom.fillOpacity", 0));
}
