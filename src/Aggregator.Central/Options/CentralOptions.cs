using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Aggregator.Central.Options;

/// <summary><c>central:</c> the central job.</summary>
public sealed record CentralOptions
{
    /// <summary>Address and port of <c>/metrics</c>; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:9464";

    /// <summary>The regions whose compact topics are read, for <c>aggregator central</c>.</summary>
    [MinLength(1)]
    [JsonIgnore] // the saved state holds no secrets, and does not depend on where the topics are
    public IReadOnlyList<CentralRegionOptions> Regions { get; init; } = [];

    /// <summary>Most label sets of each namespace.</summary>
    public BudgetOptions Budgets { get; init; } = new();

    /// <summary>
    /// A partition is current while its watermark is at most this far behind now (wall time). A minute rides out a
    /// restart of a regional job; a longer one lets one partition hold the others back for longer.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan CurrentWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Rows whose window ended longer before the clock than this go to the late counters: old incidents must not page.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan CounterMaxAge { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A new counter shows 0 for this long (wall time): the scrape interval, so that its first increase is seen.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan FirstZeroFor { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gauges of a series end after this long without traffic (wall time); at least their minute.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan SeriesExpiry { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Counters of a series end after this long without traffic (wall time). A day keeps nightly jobs' counters going.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan CounterExpiry { get; init; } = TimeSpan.FromHours(24);

    /// <summary>
    /// A gap in a source's positions is reported when it is still open after this long (wall time): batches of a moved
    /// partition can arrive out of order.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan GapGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often what was merged is published (wall time); a scrape sees what was published last.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan PublishInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often the state is saved (wall time); a restart merges what came after it again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SnapshotInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>True shows every tenant without a level by its uid; false sums them in uid <c>other</c>.</summary>
    public bool TenantsWithoutLevel { get; init; }

    /// <summary>Which gauges each namespace shows.</summary>
    public MetricOptions Metrics { get; init; } = new();
}

/// <summary><c>budgets:</c> label sets of each namespace; what comes past one is summed in <c>__overflow__</c>.</summary>
public sealed record BudgetOptions
{
    /// <summary>Label sets of <c>namespace_product_gw_</c>.</summary>
    [Range(1, 100_000_000)]
    public int Product { get; init; } = 10_000;

    /// <summary>Label sets of <c>namespace_api_gw_</c>.</summary>
    [Range(1, 100_000_000)]
    public int Api { get; init; } = 250_000;

    /// <summary>Label sets of <c>namespace_error_code_gw_</c>.</summary>
    [Range(1, 100_000_000)]
    public int ErrorCode { get; init; } = 100_000;

    /// <summary>Label sets of <c>namespace_tenant_gw_</c>.</summary>
    [Range(1, 100_000_000)]
    public int Tenant { get; init; } = 300_000;
}

/// <summary><c>metrics:</c> the gauges of each namespace, by name without prefix. Counters are always shown.</summary>
public sealed record MetricOptions
{
    /// <summary>Gauges of <c>namespace_product_gw_</c>.</summary>
    public IReadOnlyList<string> Product { get; init; } =
        ["http_req", "http_2xx", "http_3xx", "http_4xx", "http_5xx", "http_503", "slow_http_req", "rt_mean", "rt_max", "success_rate"];

    /// <summary>Gauges of <c>namespace_api_gw_</c>.</summary>
    public IReadOnlyList<string> Api { get; init; } =
        ["http_req", "http_5xx", "slow_http_req", "http503_rate", "rt_mean", "rt_p99"];

    /// <summary>Gauges of <c>namespace_error_code_gw_</c>.</summary>
    public IReadOnlyList<string> ErrorCode { get; init; } = ["http_code", "error_code"];

    /// <summary>Gauges of <c>namespace_tenant_gw_</c>.</summary>
    public IReadOnlyList<string> Tenant { get; init; } = ["api_req_limiting_rate"];
}
