using System.Text.Json.Nodes;
using Aggregator.Monitoring.Dashboards.Model;

namespace Aggregator.Monitoring.Dashboards.Panels;

/// <summary>
/// A row for each label set, as of the end of the time range. Each value column is a query whose series have the labels of
/// the key columns and no others.
/// </summary>
internal sealed record TablePanel(int Id, string Key, string Title) : Panel(Id, Key, Title)
{
    /// <summary>Labels that name a row.</summary>
    public required IReadOnlyList<KeyColumn> Keys { get; init; }

    /// <summary>What is known of a row.</summary>
    public required IReadOnlyList<ValueColumn> Values { get; init; }

    /// <summary>Title of the column by which rows are sorted.</summary>
    public required string SortedBy { get; init; }

    /// <summary>True puts the least first.</summary>
    public bool IsAscending { get; init; }

    public override string Type => "table";

    public override bool IsInstant => true;

    public override string Format => "table";

    public override IReadOnlyList<Query> Asked => [.. Values.Select(column => new Query(column.Expression))];

    public override IEnumerable<DataLink> AllLinks => Links.Concat(Keys.SelectMany(key => key.Links));

    public override JsonObject Options() => new()
    {
        ["cellHeight"] = "sm",
        ["frameIndex"] = 0,
        ["showHeader"] = true,
        ["sortBy"] = new JsonArray(new JsonObject { ["desc"] = !IsAscending, ["displayName"] = SortedBy }),
    };

    // Grafana joins the answers by their labels, and calls the value of query B "Value #B".
    public override JsonArray Transformations() =>
    [
        new JsonObject { ["id"] = "merge", ["options"] = new JsonObject() },
        new JsonObject
        {
            ["id"] = "organize",
            ["options"] = new JsonObject
            {
                ["excludeByName"] = new JsonObject { ["Time"] = true },
                ["indexByName"] = new JsonObject(Columns().Select((column, at) => KeyValuePair.Create(column.Field, (JsonNode?)at))),
                ["renameByName"] = new JsonObject(Columns().Select(column => KeyValuePair.Create(column.Field, (JsonNode?)column.Title))),
            },
        },
    ];

    protected override JsonObject Custom() => new()
    {
        ["align"] = "auto",
        ["cellOptions"] = new JsonObject { ["type"] = "auto" },
        ["filterable"] = true,
        ["inspect"] = false,
    };

    protected override JsonArray Overrides() =>
    [
        .. Keys.Select(key => FieldJson.Override("byName", key.Title, [("unit", Units.Text), .. LinksOf(key)])),
        .. Values.Select(value => FieldJson.Override("byName", value.Title, PropertiesOf(value))),
    ];

    private static IEnumerable<(string Id, JsonNode? Value)> LinksOf(KeyColumn key) =>
        key.Links.Count == 0 ? [] : [("links", FieldJson.Links(key.Links))];

    private static IEnumerable<(string Id, JsonNode? Value)> PropertiesOf(ValueColumn value)
    {
        yield return ("unit", value.Unit);
        if (FieldJson.Decimals(value.Unit) is { } decimals) yield return ("decimals", decimals);
        if (value.Thresholds == Thresholds.None) yield break;
        yield return ("thresholds", FieldJson.Steps(value.Thresholds));
        yield return ("custom.cellOptions", new JsonObject { ["mode"] = "basic", ["type"] = "color-background" });
    }

    private IEnumerable<(string Field, string Title)> Columns() =>
    [
        .. Keys.Select(key => (key.Label, key.Title)),
        .. Values.Select((value, at) => (Values.Count == 1 ? "Value" : $"Value #{RefId.Of(at)}", value.Title)),
    ];
}

/// <summary>A label that names a row.</summary>
/// <param name="Label">The label.</param>
/// <param name="Title">Heading of its column.</param>
/// <param name="Links">Where its values lead.</param>
internal sealed record KeyColumn(string Label, string Title, params IReadOnlyList<DataLink> Links);

/// <summary>A value of a row.</summary>
/// <param name="Title">Heading of its column.</param>
/// <param name="Expression">PromQL.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Thresholds">Which values are bad.</param>
internal sealed record ValueColumn(string Title, string Expression, string Unit, Thresholds Thresholds)
{
    public ValueColumn(string title, string expression, string unit)
        : this(title, expression, unit, Thresholds.None)
    {
    }
}
