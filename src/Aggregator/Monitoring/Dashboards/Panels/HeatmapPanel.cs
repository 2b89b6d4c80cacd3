using System.Text.Json.Nodes;
using Aggregator.Monitoring.Dashboards.Model;

namespace Aggregator.Monitoring.Dashboards.Panels;

/// <summary>A classic histogram over the time range; its query gives a series for each <c>le</c>.</summary>
internal sealed record HeatmapPanel(int Id, string Key, string Title, Query Query) : Panel(Id, Key, Title)
{
    public override string Type => "heatmap";

    public override bool IsInstant => false;

    public override string ColorMode => "palette-classic";

    public override string Format => "heatmap";

    public override IReadOnlyList<Query> Asked => [Query];

    public override JsonObject Options() => new()
    {
        ["calculate"] = false,
        ["cellGap"] = 1,
        ["color"] = new JsonObject { ["exponent"] = 0.5, ["fill"] = "dark-orange", ["mode"] = "scheme", ["reverse"] = false, ["scale"] = "exponential", ["scheme"] = "Oranges", ["steps"] = 64 },
        ["exemplars"] = new JsonObject { ["color"] = "rgba(255,0,255,0.7)" },
        ["filterValues"] = new JsonObject { ["le"] = 1e-9 },
        ["legend"] = new JsonObject { ["show"] = true },
        ["rowsFrame"] = new JsonObject { ["layout"] = "auto" },
        ["showValue"] = "never",
        ["tooltip"] = new JsonObject { ["mode"] = "single", ["showColorScale"] = false, ["yHistogram"] = true },
        ["yAxis"] = new JsonObject { ["axisPlacement"] = "left", ["reverse"] = false, ["unit"] = Units.Seconds },
    };

    protected override JsonObject Custom() => new()
    {
        ["hideFrom"] = new JsonObject { ["legend"] = false, ["tooltip"] = false, ["viz"] = false },
        ["scaleDistribution"] = new JsonObject { ["type"] = "linear" },
    };
}
