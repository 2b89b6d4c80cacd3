using Aggregator.Central.Rollup;

namespace Aggregator.Monitoring.Rules;

/// <summary>
/// What the alerts against an hour ago compare: traffic by product and region_id, recorded only while the region is complete.
/// A gap in these series is what keeps an outage, a lagging partition or a restart from looking like missing traffic, now and
/// again an hour later.
/// </summary>
internal static class RecordingRules
{
    /// <summary>Requests a minute, mean of 5 minutes in which the region was complete; a minute without a series counts 0.</summary>
    public const string Requests5m = "product_region:gw_http_req:complete5m";

    /// <summary>Answers 500 to 599 a minute, in the same way.</summary>
    public const string Http5xx5m = "product_region:gw_http_5xx:complete5m";

    /// <summary>1 for each region_id that was complete for 5 minutes; of others there is nothing.</summary>
    public const string IsComplete5m = "region:aggregator_complete:min5m";

    private const string Requests1m = "product_region:gw_http_req:complete1m";
    private const string Http5xx1m = "product_region:gw_http_5xx:complete1m";
    private const string IsComplete = "region:aggregator_complete:min";

    /// <summary>The group, every 30 s: 285 s hold 10 evaluations, whether or not an interval includes its beginning.</summary>
    public static RuleGroup Group { get; } = new("aggregator-recording", "30s",
    [
        new RecordingRule(IsComplete,
            $"""
            min by (region_id) (
              max by (source_region, region_id) ({Telemetry.RegionFeeds})
              * on (source_region) group_left ()
              min by (source_region) (
                {Telemetry.RegionCompleteness} * {Telemetry.RegionCurrent}
                * ((rate({Telemetry.LogsRead}[2m] offset 1h) == 0) + 1 or rate({Telemetry.LogsRead}[2m]) > bool 0)
              )
            )
            """)
        {
            Comment = "1 while every region that feeds a region_id keeps up, with all of its partitions, and reads logs, if it did an hour ago:\nwhere none come any more, shippers are down, and AggregatorRegionWithoutLogs says so.",
        },
        new RecordingRule(IsComplete5m,
            $"""
            min_over_time({IsComplete}[285s]) == 1
            and count_over_time({IsComplete}[285s]) >= 10
            """)
        {
            Comment = "There where it was 1 at all 10 evaluations of 5 minutes.",
        },
        LastMinute(Requests1m, NamespaceMetrics.Product.Requests, NamespaceMetrics.Product.RequestsTotal) with
        {
            Comment = "Requests of the last minute where the region is complete. A series without gauges is idle then: 0, not unknown.",
        },
        LastMinute(Http5xx1m, NamespaceMetrics.Product.Http5xx, NamespaceMetrics.Product.Http5xxTotal),
        Mean(Requests5m, Requests1m) with
        {
            Comment = "The same, as the mean of 5 minutes in which the region was complete. A product that came to it meanwhile had 0 before.",
        },
        Mean(Http5xx5m, Http5xx1m),
    ]);

    private static RecordingRule LastMinute(string name, string gauge, string counter) => new(name,
        $"""
        (
          sum by (product, region_id) ({gauge})
          or
          0 * sum by (product, region_id) ({counter})
        )
        and on (region_id) {IsComplete} == 1
        """);

    private static RecordingRule Mean(string name, string minute) => new(name,
        $"""
        sum_over_time({minute}[285s])
        / on (region_id) group_left ()
        count_over_time({IsComplete}[285s])
        and on (region_id) {IsComplete5m}
        """);
}
