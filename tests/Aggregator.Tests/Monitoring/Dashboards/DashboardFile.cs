using System.Text.Json.Nodes;
using Aggregator.Monitoring.Dashboards;
using Xunit;

namespace Aggregator.Tests.Monitoring.Dashboards;

/// <summary>A dashboard as Grafana reads it.</summary>
internal sealed class DashboardFile(string json)
{
    private readonly JsonObject _root = JsonNode.Parse(json)!.AsObject();

    /// <summary>The shipped ones and a team's own.</summary>
    public static IReadOnlyList<DashboardFile> All { get; } =
    [
        .. DashboardCatalogue.Shipped().Select(file => new DashboardFile(file.Json)), new(DashboardCatalogue.OfProduct("ecs").Json),
    ];

    /// <summary>Their identities.</summary>
    public static TheoryData<string> Uids { get; } = [.. All.Select(dashboard => dashboard.Uid)];

    public JsonObject Root => _root;

    public string Uid => (string)_root["uid"]!;

    /// <summary>Panels without the headings of rows.</summary>
    public IReadOnlyList<JsonObject> Panels => [.. Everything.Where(panel => !IsOfType(panel, "row"))];

    /// <summary>Panels and headings.</summary>
    public IReadOnlyList<JsonObject> Everything => [.. _root["panels"]!.AsArray().Select(panel => panel!.AsObject())];

    /// <summary>Variables by name.</summary>
    public IReadOnlyDictionary<string, JsonObject> Variables => _root["templating"]!["list"]!.AsArray()
        .ToDictionary(variable => (string)variable!["name"]!, variable => variable!.AsObject(), StringComparer.Ordinal);

    /// <summary>Variables whose values Prometheus is asked for.</summary>
    public IEnumerable<JsonObject> AskedVariables => Variables.Values.Where(variable => IsOfType(variable, "query"));

    /// <summary>Every expression with where it is; those of variables are the selectors they ask.</summary>
    public IEnumerable<(string Where, string Expression)> Expressions =>
    [
        .. Panels.SelectMany(panel => ExpressionsOf(panel).Select(expression => ($"{Uid}: {panel["title"]}", expression))),
        .. _root["annotations"]!["list"]!.AsArray().Where(list => list!["expr"] is not null).Select(list => ($"{Uid}: {list!["name"]}", (string)list["expr"]!)),
    ];

    /// <summary>The one with this identity.</summary>
    public static DashboardFile Of(string uid) => All.Single(dashboard => string.Equals(dashboard.Uid, uid, StringComparison.Ordinal));

    /// <summary>Every data link of a panel, those of columns included.</summary>
    public static IEnumerable<string> LinksOf(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(property => property is { Key: "url", Value: JsonValue url } ? [(string)url!] : LinksOf(property.Value)),
        JsonArray array => array.SelectMany(LinksOf),
        _ => [],
    };

    /// <summary>True for panels, or variables, of this kind.</summary>
    public static bool IsOfType(JsonObject node, string type) => string.Equals((string?)node["type"], type, StringComparison.Ordinal);

    /// <summary>A panel's expressions.</summary>
    public static IEnumerable<string> ExpressionsOf(JsonObject panel) => panel["targets"]!.AsArray().Select(target => (string)target!["expr"]!);
}
