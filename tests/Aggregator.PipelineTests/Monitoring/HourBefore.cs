using System.Globalization;
using System.Text;
using Aggregator.PipelineTests.Prometheus;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// A Prometheus that knows a run's scrapes twice: as they were, and once more as if they had been made earlier, so that
/// <c>offset 1h</c> finds them. <c>promtool</c> writes them as blocks.
/// </summary>
internal sealed class HourBefore : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly PrometheusServer _server;

    private HourBefore(TemporaryFolder folder, PrometheusServer server) => (_folder, _server) = (folder, server);

    /// <summary>Asks it.</summary>
    public PromQl Queries => _server.Queries;

    /// <summary>Copies series.</summary>
    /// <param name="from">Has them.</param>
    /// <param name="selector">Which: a range of samples, up to <paramref name="atMs"/>.</param>
    /// <param name="atMs">Until when, in ms since the Unix epoch.</param>
    /// <param name="earlierMs">By how much the second copy is earlier.</param>
    public static async Task<HourBefore> StartAsync(PromQl from, string selector, long atMs, long earlierMs)
    {
        var folder = new TemporaryFolder();
        var series = await from.QueryAsync(selector, atMs);
        await File.WriteAllTextAsync(folder["samples.om"], OpenMetrics(series, earlierMs));
        var (exitCode, output) = await Promtool.RunAsync("tsdb", "create-blocks-from", "openmetrics", folder["samples.om"], folder["data"]);
        Assert.True(exitCode == 0, output);
        await File.WriteAllTextAsync(folder["prometheus.yml"], "scrape_configs: []\n");
        return new HourBefore(folder, await PrometheusServer.StartInAsync(folder.Path));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private static string OpenMetrics(IReadOnlyList<PromSeries> series, long earlierMs)
    {
        var text = new StringBuilder();
        foreach (var one in series)
        {
            var labels = string.Join(',', one.Labels.Where(label => label.Key is not "__name__").Select(label => $"{label.Key}=\"{label.Value}\""));
            // A series' samples must be in the order of time: all of the copy comes first.
            foreach (var shiftMs in (long[])[earlierMs, 0])
            {
                foreach (var (atMs, value) in one.Samples)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{one["__name__"]}{{{labels}}} {value:R} {(atMs - shiftMs) / 1000.0:F3}\n");
                }
            }
        }
        return text.Append("# EOF\n").ToString();
    }
}
