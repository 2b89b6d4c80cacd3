using System.Text.Json.Nodes;
using Aggregator.Monitoring.Dashboards.Model;

namespace Aggregator.Monitoring.Dashboards.Panels;

/// <summary>A bar for each series, longest first where the query sorts, as of the end of the time range.</summary>
internal sealed record BarGaugePanel(int Id, string Key, string Title, Query Query) : Panel(Id, Key, Title)
{
    /// <summary>Value of a full bar; null takes the greatest.</summary>
    public double? Full { get; init; }

    public override string Type => "bargauge";

    public override bool IsInstant => true;

    public override IReadOnlyList<Query> Asked => [Query];

    public override JsonObject Options() => new()
    {
        ["displayMode"] = "basic",
        ["legend"] = new JsonObject { ["calcs"] = new JsonArray(), ["displayMode"] = "list", ["placement"] = "bottom", ["showLegend"] = false },
        ["maxVizHeight"] = 300,
        ["minVizHeight"] = 14,
        ["minVizWidth"] = 8,
        ["namePlacement"] = "auto",
        ["orientation"] = "horizontal",
        ["reduceOptions"] = new JsonObject { ["calcs"] = new JsonArray("lastNotNull"), ["fields"] = "", ["values"] = false },
        ["showUnfilled"] = true,
        ["sizing"] = "auto",
        ["valueMode"] = "color",
    };

    public override JsonObject FieldConfig()
    {
        var config = base.FieldConfig();
        config["defaults"]!["min"] = 0;
        if (Full is { } full) config["defaults"]!["max"] = full;
        return config;
    }
}
