using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>
/// Writes dashboards as Grafana's classic JSON. The same dashboard gives the same bytes, a property a line, so that changes
/// can be read.
/// </summary>
internal static class DashboardJson
{
    // Of Grafana 10.4; later ones bring it up to date when they load it, earlier ones could not.
    private const int SchemaVersion = 39;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The file's content.</summary>
    public static string Write(Dashboard dashboard, IReadOnlyList<Dashboard> siblings) =>
        ToJson(dashboard, siblings).ToJsonString(Indented) + "\n";

    private static JsonObject ToJson(Dashboard dashboard, IReadOnlyList<Dashboard> siblings) => new()
    {
        ["annotations"] = new JsonObject { ["list"] = new JsonArray(AnnotationJson.BuiltIn(), AnnotationJson.OfAlerts(dashboard.FiringAlerts)) },
        ["description"] = dashboard.Description,
        ["editable"] = false,
        ["fiscalYearStartMonth"] = 0,
        ["graphTooltip"] = 1,
        ["id"] = null,
        ["links"] = new JsonArray([.. siblings.Where(sibling => !string.Equals(sibling.Uid, dashboard.Uid, StringComparison.Ordinal)).Select(LinkTo)]),
        ["panels"] = PanelJson.All(dashboard.Rows),
        ["refresh"] = dashboard.Refresh,
        ["schemaVersion"] = SchemaVersion,
        ["tags"] = new JsonArray([.. dashboard.Tags.Select(tag => (JsonNode)tag)]),
        ["templating"] = new JsonObject { ["list"] = new JsonArray([VariableJson.DataSource(), .. dashboard.Variables.Select(VariableJson.Of)]) },
        ["time"] = new JsonObject { ["from"] = "now-1h", ["to"] = "now" },
        ["timepicker"] = new JsonObject(),
        ["timezone"] = "browser",
        ["title"] = dashboard.Title,
        ["uid"] = dashboard.Uid,
        ["weekStart"] = "",
    };

    private static JsonObject LinkTo(Dashboard sibling) => new()
    {
        ["asDropdown"] = false,
        ["icon"] = "dashboard",
        ["includeVars"] = true,
        ["keepTime"] = true,
        ["tags"] = new JsonArray(),
        ["targetBlank"] = false,
        ["title"] = sibling.Title,
        ["tooltip"] = sibling.Description,
        ["type"] = "link",
        ["url"] = Dashboard.PathOf(sibling.Uid),
    };
}
