using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aggregator.PipelineTests.Prometheus;

namespace Aggregator.PipelineTests.Monitoring.Dashboards;

/// <summary>One query of a dashboard, asked as Grafana asks it.</summary>
/// <param name="Where">Its dashboard and panel, for people.</param>
/// <param name="Expression">PromQL, with variables replaced.</param>
/// <param name="Legend">Name of its series.</param>
/// <param name="IsInstant">At the end of the time range alone.</param>
internal sealed partial record DashboardQuery(string Where, string Expression, string Legend, bool IsInstant)
{
    private const int Step = 15;
    private static readonly TimeSpan Range = TimeSpan.FromMinutes(5);

    /// <summary>Every query of a dashboard's panels and annotations.</summary>
    public static IEnumerable<DashboardQuery> Of(JsonNode dashboard, GrafanaVariables variables)
    {
        foreach (var panel in dashboard["panels"]!.AsArray().Where(panel => panel!["targets"] is not null))
        {
            foreach (var target in panel!["targets"]!.AsArray())
            {
                yield return Made($"{dashboard["uid"]}: {panel["title"]} {target!["refId"]}", target, (string)target["interval"]!, (string)target["legendFormat"]!, (bool)target["instant"]!);
            }
        }
        foreach (var annotation in dashboard["annotations"]!["list"]!.AsArray().Where(annotation => annotation!["expr"] is not null))
        {
            yield return Made($"{dashboard["uid"]}: annotation {annotation!["name"]}", annotation, (string)annotation["step"]!, (string)annotation["titleFormat"]!, false);
        }

        DashboardQuery Made(string where, JsonNode node, string interval, string legend, bool isInstant) => new(
            where, variables.Replace((string)node["expr"]!, Step, int.Parse(interval[..^1], CultureInfo.InvariantCulture)), legend, isInstant);
    }

    /// <summary>What is wrong with its answer, or null.</summary>
    public async Task<string?> ProblemAsync(PromQl queries, long atMs)
    {
        try
        {
            var series = IsInstant
                ? await queries.QueryAsync(Expression, atMs)
                : await queries.RangeAsync(Expression, atMs - (long)Range.TotalMilliseconds, atMs, TimeSpan.FromSeconds(Step));
            if (!series.Any(one => one.Samples.Any(sample => double.IsFinite(sample.Value)))) return $"{Where}: no data\n{Expression}";
            var missing = Labels().Matches(Legend).Select(label => label.Groups["name"].Value).Where(label => series.All(one => one[label].Length == 0)).ToList();
            return missing.Count == 0 ? null : $"{Where}: no series has the label {string.Join(", ", missing)}\n{Expression}";
        }
        catch (InvalidOperationException e)
        {
            return $"{Where}: {e.Message}";
        }
    }

    [GeneratedRegex(@"\{\{(?<name>\w+)\}\}", RegexOptions.None, 1000)]
    private static partial Regex Labels();
}
