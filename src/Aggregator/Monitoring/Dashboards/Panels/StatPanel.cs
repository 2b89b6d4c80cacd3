using System.Text.Json.Nodes;
using Aggregator.Monitoring.Dashboards.Model;

namespace Aggregator.Monitoring.Dashboards.Panels;

/// <summary>One number, as of the end of the time range. "No data" is shown as such, never as the last number that was.</summary>
internal sealed record StatPanel(int Id, string Key, string Title, Query Query) : Panel(Id, Key, Title)
{
    /// <summary>True shows the legend instead of the number.</summary>
    public bool ShowsName { get; init; }

    public override string Type => "stat";

    public override bool IsInstant => true;

    public override IReadOnlyList<Query> Asked => [Query];

    public override JsonObject Options() => new()
    {
        ["colorMode"] = Thresholds == Thresholds.None ? "value" : "background",
        ["graphMode"] = "none",
        ["justifyMode"] = "auto",
        ["orientation"] = "auto",
        ["percentChangeColorMode"] = "standard",
        ["reduceOptions"] = new JsonObject { ["calcs"] = new JsonArray("lastNotNull"), ["fields"] = "", ["values"] = false },
        ["showPercentChange"] = false,
        ["textMode"] = ShowsName ? "name" : "value",
        ["wideLayout"] = true,
    };
}
