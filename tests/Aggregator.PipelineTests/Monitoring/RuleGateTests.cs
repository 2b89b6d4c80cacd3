using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// Tests of silence prove nothing unless something else makes noise: without a gate, the tests of the rules fail.
/// </summary>
public sealed class RuleGateTests : IDisposable
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy/central/prometheus");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("hour-ago.yml", "recording.yml", "aggregator_central_region_completeness_ratio * ", "")]
    [InlineData("hour-ago.yml", "recording.yml", "min_over_time(region:aggregator_complete:min[285s]) == 1", "max_over_time(region:aggregator_complete:min[285s]) == 1")]
    [InlineData("outages.yml", "recording.yml", "or rate(aggregator_central_logs_read_total[2m]) > bool 0", "or rate(aggregator_central_logs_read_total[2m]) >= bool 0")]
    [InlineData("hour-ago.yml", "recording.yml", "(rate(aggregator_central_logs_read_total[2m] offset 1h) == 0) + 1 or ", "")]
    [InlineData("outages.yml", "service.yml", "(product_region:gw_http_req:complete5m offset 1h and on (region_id) region:aggregator_complete:min5m) >= 60)", "(product_region:gw_http_req:complete5m offset 1h) >= 60)")]
    [InlineData("fast-burn.yml", "service.yml", " and count_over_time(product:gw_http_5xx:ratio10s[31s]) >= 7", "")]
    [InlineData("fast-burn.yml", "service.yml", "> 0.3)", "> 0.25)")]
    [InlineData("errors.yml", "service.yml", "unless on (product) aggregator:product_rules:info", "")]
    [InlineData("pipeline-regions.yml", "pipeline.yml", "unless on (source_region) max by (source_region) (increase(aggregator_central_flushes_total[1m])) > 0", "")]
    public async Task A_missing_gate_is_noticed(string tests, string rules, string gate, string instead)
    {
        foreach (var folder in new[] { "rules", "tests" })
        {
            Directory.CreateDirectory(_folder[folder]);
            foreach (var file in Directory.GetFiles(Path.Combine(Folder, folder))) File.Copy(file, Path.Combine(_folder[folder], Path.GetFileName(file)));
        }
        var path = Path.Combine(_folder["rules"], rules);
        var shipped = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        Assert.Contains(gate, shipped, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, shipped.Replace(gate, instead, StringComparison.Ordinal), TestContext.Current.CancellationToken);

        await Rule.AssertValidAsync(path);
        var (code, output) = await Tool.RunAsync("promtool", ["test", "rules", Path.Combine(_folder["tests"], tests)]);

        Assert.True(code != 0 && output.Contains("alertname:", StringComparison.Ordinal), output);
    }
}
