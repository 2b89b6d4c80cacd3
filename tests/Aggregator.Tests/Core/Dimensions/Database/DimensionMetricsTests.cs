using System.Diagnostics.Metrics;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Core.Telemetry;
using Aggregator.Tests.Regional.Files;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Aggregator.Tests.Core.Dimensions.Database;

public sealed class DimensionMetricsTests
{
    [Fact]
    public void Tell_how_the_refreshing_of_each_table_goes()
    {
        var time = new ManualTime();
        var readAt = time.GetUtcNow();
        var start = new TableStart(TableStatus.AfterFirst(new TableFacts(200_000, 3, readAt), failed: false, TimeSpan.FromMilliseconds(900)), null);
        using var clusters = new TableRefresher(
            "clusters", start, _ => throw new TimeoutException("slow"), failure => failure.Message,
            new RefreshSchedule(TimeSpan.FromHours(1), new Random(1)), time, new RecordingLogger());
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var exposition = new MeterExposition("aggregator_dimension");
        DimensionMetrics.Register(services.GetRequiredService<IMeterFactory>(), [clusters], time);
        time.Advance(90_000);
        clusters.RefreshOnce();

        var samples = exposition.Write().Split('\n').Where(line => line.StartsWith("aggregator_", StringComparison.Ordinal));

        Assert.Equal(
            [
                "aggregator_dimension_age_seconds{table=\"clusters\"} 90",
                "aggregator_dimension_copy_failures_total{table=\"clusters\"} 0",
                "aggregator_dimension_last_refresh_seconds{table=\"clusters\"} 0",
                $"aggregator_dimension_last_success_seconds{{table=\"clusters\"}} {readAt.ToUnixTimeSeconds()}",
                "aggregator_dimension_refresh_failures_total{table=\"clusters\"} 1",
                "aggregator_dimension_refresh_seconds_total{table=\"clusters\"} 0.9",
                "aggregator_dimension_refreshes_total{table=\"clusters\"} 2",
                "aggregator_dimension_rows{table=\"clusters\"} 200000",
                "aggregator_dimension_skipped_rows{table=\"clusters\"} 3",
            ],
            samples, StringComparer.Ordinal);
    }
}
