using System.Diagnostics.Metrics;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>What the tables tell that are refreshed from the database: every instrument, its unit and its help.</summary>
public static class DimensionMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "aggregator_dimension";

    /// <summary>Makes the instruments; the label <c>table</c> says which table.</summary>
    public static void Register(IMeterFactory factory, IReadOnlyList<TableRefresher> tables, TimeProvider time)
    {
        var meter = factory.Create(MeterName);
        Gauge("rows", "Rows of the copy in use, each key counted once.", status => status.Facts.Rows);
        Gauge("skipped_rows", "Rows that the last whole reading left out, because their key is empty.", status => status.Facts.Skipped);
        Gauge("age_seconds", "How long ago the copy in use was read from the database.", status => (time.GetUtcNow() - status.Facts.ReadAt).TotalSeconds);
        Gauge("last_success_seconds", "When that was (Unix time).", status => status.Facts.ReadAt.ToUnixTimeMilliseconds() / 1000.0);
        Counter("refreshes_total", "Readings since the start, the first and failed ones included.", status => status.Refreshes);
        Counter("refresh_failures_total", "Readings that failed; the last good copy stayed in use.", status => status.Failures);
        Counter("copy_failures_total", "Readings whose copy could not be written; they are in use all the same.", status => status.CopyFailures);
        Counter("refresh_seconds_total", "Time that the readings took.", status => status.Time.TotalSeconds);
        Gauge("last_refresh_seconds", "Time that the last reading took.", status => status.LastTime.TotalSeconds);

        void Gauge(string name, string help, Func<TableStatus, double> value) =>
            meter.CreateObservableGauge($"aggregator_dimension_{name}", () => tables.Select(table => Measure(table, value)), null, help);

        void Counter(string name, string help, Func<TableStatus, double> value) =>
            meter.CreateObservableCounter($"aggregator_dimension_{name}", () => tables.Select(table => Measure(table, value)), null, help);
    }

    private static Measurement<double> Measure(TableRefresher table, Func<TableStatus, double> value) =>
        new(value(table.Status), new KeyValuePair<string, object?>("table", table.Table));
}
