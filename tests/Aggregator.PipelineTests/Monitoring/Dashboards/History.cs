using System.Globalization;
using System.Text;
using Aggregator.PipelineTests.Prometheus;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring.Dashboards;

/// <summary>
/// What Prometheus would have scraped an hour and a day before, had the site been running then: the namespaces' series of one
/// scrape, with half of its failures. Gauges stand still, and counters grow evenly.
/// </summary>
internal sealed class History(Exposition scrape, long nowMs)
{
    private static readonly TimeSpan[] Ago = [TimeSpan.FromDays(1), TimeSpan.FromHours(1)];
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan After = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    /// <summary>Writes blocks into Prometheus' data folder, which is made. Prometheus must not run yet.</summary>
    public async Task WriteAsync(string data)
    {
        Directory.CreateDirectory(data);
        var file = Path.Combine(data, "history.txt");
        await File.WriteAllTextAsync(file, OpenMetrics());
        var (exitCode, output) = await Promtool.RunAsync("tsdb", "create-blocks-from", "openmetrics", file, data);
        Assert.True(exitCode == 0, output);
        File.Delete(file);
    }

    private string OpenMetrics()
    {
        var text = new StringBuilder();
        foreach (var (name, _, series, value) in scrape.Samples.Where(sample => sample.Name.StartsWith("namespace_", StringComparison.Ordinal)))
        {
            var then = name.Contains("5xx", StringComparison.Ordinal) ? Math.Floor(value / 2) : value;
            foreach (var ago in Ago) AddPeriod(text, series, name.EndsWith("_total", StringComparison.Ordinal), then, nowMs - (long)ago.TotalMilliseconds);
        }
        return text.Append("# EOF\n").ToString();
    }

    private static void AddPeriod(StringBuilder text, string series, bool isCounter, double value, long atMs)
    {
        var fromMs = atMs - (long)Before.TotalMilliseconds;
        for (var ms = fromMs; ms < atMs + (long)After.TotalMilliseconds; ms += (long)Step.TotalMilliseconds)
        {
            // A whole lifetime's worth each minute: what matters is that it grows.
            var then = isCounter ? value * (ms - fromMs) / 60_000 : value;
            text.Append(CultureInfo.InvariantCulture, $"{series} {then} {ms / 1000.0}\n");
        }
    }
}
