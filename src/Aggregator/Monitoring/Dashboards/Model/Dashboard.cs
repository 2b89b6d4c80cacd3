namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>A Grafana dashboard, as a description. <see cref="DashboardJson"/> turns it into what Grafana reads.</summary>
internal sealed record Dashboard
{
    /// <summary>Its identity in addresses, and its file's name: at most 40 characters of <c>[A-Za-z0-9_-]</c>.</summary>
    public required string Uid { get; init; }

    /// <summary>What stands above it.</summary>
    public required string Title { get; init; }

    /// <summary>What it answers, and for whom.</summary>
    public required string Description { get; init; }

    /// <summary>Words that find it.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>How often it asks again.</summary>
    public string Refresh { get; init; } = "30s";

    /// <summary>What the reader can choose, without the data source, which every dashboard has.</summary>
    public required IReadOnlyList<Variable> Variables { get; init; }

    /// <summary>Expression whose series mark the time in which an alert fires.</summary>
    public required string FiringAlerts { get; init; }

    /// <summary>Panels from top to bottom.</summary>
    public required IReadOnlyList<Row> Rows { get; init; }

    /// <summary>Every panel.</summary>
    public IEnumerable<Panel> Panels => Rows.SelectMany(row => row.Panels);

    /// <summary>The address of a dashboard, without a host. Its end is for people: Grafana does not look at it.</summary>
    public static string PathOf(string uid) => $"/d/{uid}/{uid[(uid.IndexOf('-', StringComparison.Ordinal) + 1)..]}";
}
