using System.Text.Json.Nodes;

namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>Rows and panels as Grafana writes them, each at its place in the grid of 24 columns.</summary>
internal static class PanelJson
{
    private const int Columns = 24;
    private const int RowHeadingHeight = 1;

    // Headings need numbers, too; those of panels stay below.
    private const int FirstHeadingId = 1001;

    /// <summary>The data source that the reader chose.</summary>
    public static JsonObject DataSource() => new() { ["type"] = "prometheus", ["uid"] = "${datasource}" };

    /// <summary>Every panel, row headings among them, from top to bottom.</summary>
    public static JsonArray All(IReadOnlyList<Row> rows)
    {
        var all = new JsonArray();
        var (top, headings) = (0, 0);
        foreach (var row in rows)
        {
            if (row.Title.Length > 0)
            {
                all.Add(Heading(row.Title, FirstHeadingId + headings++, top));
                top += RowHeadingHeight;
            }
            top = AddPanels(all, row, top);
        }
        return all;
    }

    private static int AddPanels(JsonArray all, Row row, int top)
    {
        var left = 0;
        foreach (var panel in row.Panels)
        {
            if (left + panel.Width > Columns) (left, top) = (0, top + row.Height);
            all.Add(Of(panel, Place(left, top, panel.Width, row.Height)));
            left += panel.Width;
        }
        return top + row.Height;
    }

    private static JsonObject Heading(string title, int id, int top) => new()
    {
        ["collapsed"] = false,
        ["gridPos"] = Place(0, top, Columns, RowHeadingHeight),
        ["id"] = id,
        ["panels"] = new JsonArray(),
        ["title"] = title,
        ["type"] = "row",
    };

    private static JsonObject Of(Panel panel, JsonObject place)
    {
        var json = new JsonObject
        {
            ["datasource"] = DataSource(),
            ["description"] = panel.Description,
            ["fieldConfig"] = panel.FieldConfig(),
            ["gridPos"] = place,
            ["id"] = panel.Id,
            ["options"] = panel.Options(),
            ["targets"] = new JsonArray([.. panel.Asked.Select((query, at) => Target(panel, query, RefId.Of(at)))]),
            ["title"] = panel.Title,
            ["type"] = panel.Type,
        };
        if (panel.Transformations() is { Count: > 0 } transformations) json["transformations"] = transformations;
        return json;
    }

    private static JsonObject Target(Panel panel, Query query, string refId) => new()
    {
        ["datasource"] = DataSource(),
        ["editorMode"] = "code",
        ["expr"] = query.Expression,
        ["format"] = panel.Format,
        ["instant"] = panel.IsInstant,
        ["interval"] = query.Interval,
        ["legendFormat"] = query.Legend,
        ["range"] = !panel.IsInstant,
        ["refId"] = refId,
    };

    private static JsonObject Place(int left, int top, int width, int height) =>
        new() { ["h"] = height, ["w"] = width, ["x"] = left, ["y"] = top };
}
