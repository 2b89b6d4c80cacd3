using System.Text.Json.Nodes;

namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>Variables as Grafana writes them.</summary>
internal static class VariableJson
{
    private const int AtEveryTimeRange = 2;
    private const int Alphabetically = 1;
    private const int Shown = 0;
    private const int Hidden = 2;

    // Uid of the data source in grafana/provisioning; where there is none, Grafana takes the first Prometheus.
    private const string ProvisionedUid = "aggregator-prometheus";

    /// <summary>Which Prometheus is asked.</summary>
    public static JsonObject DataSource() => new()
    {
        ["current"] = new JsonObject { ["selected"] = false, ["text"] = "Aggregator", ["value"] = ProvisionedUid },
        ["hide"] = Shown,
        ["includeAll"] = false,
        ["label"] = "Data source",
        ["multi"] = false,
        ["name"] = "datasource",
        ["options"] = new JsonArray(),
        ["query"] = "prometheus",
        ["refresh"] = 1,
        ["regex"] = "",
        ["skipUrlSync"] = false,
        ["type"] = "datasource",
    };

    /// <summary>Any other variable.</summary>
    public static JsonObject Of(Variable variable) => variable switch
    {
        LabelVariable label => OfLabel(label),
        TextVariable text => Constant(text, "textbox", text.Default, Shown),
        FixedVariable given => Constant(given, "constant", given.Value, Hidden),
        _ => throw new ArgumentOutOfRangeException(nameof(variable), variable, "No such kind of variable."),
    };

    private static JsonObject OfLabel(LabelVariable variable)
    {
        var json = new JsonObject
        {
            ["datasource"] = PanelJson.DataSource(),
            ["hide"] = Shown,
            ["includeAll"] = variable.IsMany,
            ["label"] = variable.Label,
            ["multi"] = variable.IsMany,
            ["name"] = variable.Name,
            ["options"] = new JsonArray(),
            ["query"] = new JsonObject { ["query"] = variable.Query, ["refId"] = "PrometheusVariableQueryEditor-VariableQuery" },
            ["refresh"] = AtEveryTimeRange,
            ["regex"] = "",
            ["skipUrlSync"] = false,
            ["sort"] = Alphabetically,
            ["type"] = "query",
        };
        if (!variable.IsMany) return json;
        // Not a list of all values: 300 products in every query would cost more than no filter.
        json["allValue"] = ".*";
        json["current"] = new JsonObject { ["selected"] = true, ["text"] = new JsonArray("All"), ["value"] = new JsonArray("$__all") };
        return json;
    }

    private static JsonObject Constant(Variable variable, string type, string value, int hide) => new()
    {
        ["current"] = new JsonObject { ["selected"] = true, ["text"] = value, ["value"] = value },
        ["hide"] = hide,
        ["label"] = variable.Label,
        ["name"] = variable.Name,
        ["options"] = new JsonArray(new JsonObject { ["selected"] = true, ["text"] = value, ["value"] = value }),
        ["query"] = value,
        ["skipUrlSync"] = hide == Hidden,
        ["type"] = type,
    };
}
