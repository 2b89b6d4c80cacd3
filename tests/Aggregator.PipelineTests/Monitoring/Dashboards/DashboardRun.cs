using System.Text.Json.Nodes;
using Aggregator.Monitoring.Dashboards;
using Aggregator.PipelineTests.Database;
using Aggregator.PipelineTests.Prometheus;
using Aggregator.PipelineTests.Support;
using Xunit;
using PromQl = Aggregator.PipelineTests.Prometheus.PromQl;

namespace Aggregator.PipelineTests.Monitoring.Dashboards;

/// <summary>
/// One run that several tests ask about: a whole site, and a real Prometheus with the shipped configuration and rules that
/// scrapes it until every dashboard is full, or would have been long ago.
/// </summary>
public sealed class DashboardRun(SharedMariaDb databases) : IAsyncLifetime
{
    // The slowest are rates of what is scraped every 30 s, and an alert over a minute.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    // Waits for nothing, so that there is one on a tenant, too.
    private const string TeamRules = """
        groups:
        - name: test
          interval: 10s
          rules:
          - alert: KeyTenantThrottled
            expr: max by (uid, gc_level) (namespace_tenant_gw_api_req_limiting_rate) > 0.1
            labels: { severity: warning }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly DashboardSite _site = new();
    private PrometheusServer? _prometheus;
    private string _busiestApi = "";

    /// <summary>Asks Prometheus.</summary>
    public PromQl Queries => _prometheus!.Queries;

    /// <summary>The moment that tests ask about, in ms since the Unix epoch.</summary>
    public long AtMs { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await _site.StartAsync(await databases.DatabaseAsync());
        using var http = new HttpClient();
        var metrics = new Uri($"http://{_site.Central}/metrics");
        var scrape = await Eventually.Async(() => Exposition.ScrapeAsync(http, metrics), HasLimitedTenants);
        _busiestApi = BusiestApi(scrape);
        await new History(scrape, NowMs).WriteAsync(_folder["data"]);

        ShippedConfiguration.WritePrometheus(_folder.Path, _site.Central, "127.0.0.1:9", _site.Workers, text => text);
        ShippedConfiguration.AddTeam(_folder.Path, TeamRules);
        _prometheus = await PrometheusServer.StartInAsync(_folder.Path);
        await FillAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_prometheus is not null) await _prometheus.DisposeAsync();
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A shipped dashboard, or a team's own of the product that fails.</summary>
    public static JsonNode Dashboard(string file) => JsonNode.Parse(Files()[file])!;

    /// <summary>Names of the shipped files, and of a team's own.</summary>
    public static IReadOnlyDictionary<string, string> Files() =>
        DashboardCatalogue.Shipped().Append(DashboardCatalogue.OfProduct(DashboardSite.FailingProduct)).ToDictionary(file => file.FileName, file => file.Json, StringComparer.Ordinal);

    /// <summary>What variables find, and what is wrong with answers of a dashboard.</summary>
    internal async Task<(GrafanaVariables Variables, IReadOnlyList<string> Problems)> AskAsync(string file, long atMs)
    {
        var dashboard = Dashboard(file);
        var variables = await VariablesAsync(dashboard);
        var problems = new List<string>();
        foreach (var query in DashboardQuery.Of(dashboard, variables))
        {
            if (await query.ProblemAsync(Queries, atMs) is { } problem) problems.Add(problem);
        }
        return (variables, problems);
    }

    /// <summary>What a panel with one number shows.</summary>
    internal async Task<double> StatAsync(string file, string title)
    {
        var dashboard = Dashboard(file);
        var query = DashboardQuery.Of(dashboard, await VariablesAsync(dashboard)).First(query => string.Equals(query.Where, $"{dashboard["uid"]}: {title} A", StringComparison.Ordinal));
        return await Queries.OneAsync(query.Expression, AtMs);
    }

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static bool HasLimitedTenants(Exposition scrape) =>
        scrape.Sum("namespace_tenant_gw_limited_req_total") > 20 && scrape.Sum("namespace_product_gw_http_5xx") > 100;

    // One that was seen before the history was written: others have none.
    private static string BusiestApi(Exposition scrape) => scrape.Samples
        .Where(sample => string.Equals(sample.Name, "namespace_api_gw_http_5xx_total", StringComparison.Ordinal))
        .Where(sample => string.Equals(sample.Labels["product"], DashboardSite.FailingProduct, StringComparison.Ordinal))
        .MaxBy(sample => sample.Value).Labels["api"];

    private Task<GrafanaVariables> VariablesAsync(JsonNode dashboard) =>
        GrafanaVariables.OfAsync(dashboard, Queries, new Dictionary<string, string>(StringComparer.Ordinal) { ["product"] = DashboardSite.FailingProduct, ["api"] = _busiestApi });

    private async Task FillAsync()
    {
        var untilMs = NowMs + (long)Limit.TotalMilliseconds;
        var rest = Files().Keys.ToList();
        do
        {
            await Task.Delay(Pause);
            AtMs = NowMs;
            // Those that were empty until now come first: the others are asked when these are full.
            while (rest.Count > 0 && (await AskAsync(rest[0], AtMs)).Problems.Count == 0) rest.RemoveAt(0);
        }
        while (rest.Count > 0 && AtMs < untilMs);
    }
}
