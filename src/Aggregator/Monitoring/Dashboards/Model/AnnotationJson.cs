using System.Text.Json.Nodes;

namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>Marks over the time axis of every panel.</summary>
internal static class AnnotationJson
{
    /// <summary>Those that people make in Grafana.</summary>
    public static JsonObject BuiltIn() => new()
    {
        ["builtIn"] = 1,
        ["datasource"] = new JsonObject { ["type"] = "grafana", ["uid"] = "-- Grafana --" },
        ["enable"] = true,
        ["hide"] = true,
        ["iconColor"] = "rgba(0, 211, 255, 1)",
        ["name"] = "Annotations & Alerts",
        ["type"] = "dashboard",
    };

    /// <summary>The time in which alerts fire.</summary>
    public static JsonObject OfAlerts(string firing) => new()
    {
        ["datasource"] = PanelJson.DataSource(),
        ["enable"] = true,
        ["expr"] = firing,
        ["iconColor"] = "red",
        ["name"] = "Firing alerts",
        ["step"] = "10s",
        ["tagKeys"] = "severity,product",
        ["textFormat"] = "{{product}}{{source_region}}{{uid}}",
        ["titleFormat"] = "{{alertname}}",
        ["useValueForTime"] = false,
    };
}
