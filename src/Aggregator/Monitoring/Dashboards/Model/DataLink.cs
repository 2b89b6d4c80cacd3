namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>
/// A way from a value to the dashboard that says more about it. It keeps the time range and the data source.
/// </summary>
/// <param name="Title">What the reader sees.</param>
/// <param name="Uid">The dashboard.</param>
/// <param name="Variables">Its variables, with what Grafana puts there.</param>
internal sealed record DataLink(string Title, string Uid, params IReadOnlyList<(string Variable, string Value)> Variables)
{
    /// <summary>The value of a series' label.</summary>
    public static string Label(string name) => $"${{__field.labels.{name}:percentencode}}";

    /// <summary>A label's value in the same row of a table, whatever the heading of its column is.</summary>
    public static string Cell(string label) => $"${{__data.fields.{label}:percentencode}}";

    /// <summary>What another variable of the same dashboard has.</summary>
    public static string Same(string variable) => $"${{{variable}:percentencode}}";

    /// <summary>All that another variable of the same dashboard has, which may be many values.</summary>
    public static string SameMany(string variable) => $"${{{variable}:queryparam}}";

    /// <summary>Its address, without a host.</summary>
    public string Url
    {
        get
        {
            var variables = Variables.Select(variable => variable.Value.EndsWith(":queryparam}", StringComparison.Ordinal)
                ? variable.Value
                : $"var-{variable.Variable}={variable.Value}");
            return $"{Dashboard.PathOf(Uid)}?" + string.Join('&', [.. variables, "${datasource:queryparam}", "${__url_time_range}"]);
        }
    }
}
