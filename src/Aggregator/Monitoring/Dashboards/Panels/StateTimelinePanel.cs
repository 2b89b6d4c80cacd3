using System.Text.Json.Nodes;
using Aggregator.Monitoring.Dashboards.Model;

namespace Aggregator.Monitoring.Dashboards.Panels;

/// <summary>A band for each series, coloured by its value over the time range.</summary>
internal sealed record StateTimelinePanel(int Id, string Key, string Title, Query Query) : Panel(Id, Key, Title)
{
    public override string Type => "state-timeline";

    public override bool IsInstant => false;

    public override IReadOnlyList<Query> Asked => [Query];

    public override JsonObject Options() => new()
    {
        ["alignValue"] = "left",
        ["legend"] = new JsonObject { ["calcs"] = new JsonArray(), ["displayMode"] = "list", ["placement"] = "bottom", ["showLegend"] = false },
        ["mergeValues"] = true,
        ["rowHeight"] = 0.9,
        ["showValue"] = "auto",
        ["tooltip"] = new JsonObject { ["mode"] = "single", ["sort"] = "none" },
    };

    protected override JsonObject Custom() => new() { ["fillOpacity"] = 70, ["lineWidth"] = 0 };
}
