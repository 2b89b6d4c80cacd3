using System.ComponentModel.DataAnnotations;
using Aggregator.Central.Options;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Regional.Options;

namespace Aggregator.Configuration;

/// <summary>A whole configuration file: a regional job, a central job, or both in one process.</summary>
public sealed record AggregatorOptions
{
    /// <summary>The source region: where the regional job runs and, unless a source says otherwise, its logs come from.</summary>
    [Required]
    public string Region { get; init; } = "";

    /// <summary>Stable name of this worker within its region. One worker needs no name of its own.</summary>
    public string Worker { get; init; } = "0";

    /// <summary>Folder of the embedded compact topics and the centre's state; made when it is not there.</summary>
    public string DataDir { get; init; } = "aggregator-data";

    /// <summary>The region's Kafka cluster, for <c>aggregator regional</c>.</summary>
    public RegionalKafkaOptions? Kafka { get; init; }

    /// <summary>Where the regional job sends its flushes.</summary>
    public CompactOptions Compact { get; init; } = new();

    /// <summary>The regional job's own listener.</summary>
    public HttpOptions Http { get; init; } = new();

    /// <summary>Where logs come from.</summary>
    [Required]
    [MinLength(1)]
    public IReadOnlyList<SourceOptions> Sources { get; init; } = [];

    /// <summary>Which logs are left out.</summary>
    public IReadOnlyList<FilterOptions> Filters { get; init; } = [];

    /// <summary>The tables that add labels.</summary>
    public DimensionsOptions Dimensions { get; init; } = new();

    /// <summary>Windows and flushes.</summary>
    public WindowOptions Windows { get; init; } = new();

    /// <summary>Slow and limited.</summary>
    public MeasureOptions Measures { get; init; } = new();

    /// <summary>Where logs that could not be aggregated go.</summary>
    public DeadLetterOptions DeadLetters { get; init; } = new();

    /// <summary>The central job.</summary>
    public CentralOptions Central { get; init; } = new();
}

/// <summary><c>dimensions:</c> the three tables.</summary>
public sealed record DimensionsOptions
{
    /// <summary>The database that tables with <c>mysql:</c> are in.</summary>
    public DatabaseOptions? Mysql { get; init; }

    /// <summary>gateway_cluster_dim: <c>local_ip,app_group,region_id</c>.</summary>
    public HeldDimensionOptions? Clusters { get; init; }

    /// <summary>user_level_dim: <c>uid,gc_level</c>.</summary>
    public TenantOptions? Tenants { get; init; }

    /// <summary>api_dim: <c>product,api,version,priority</c>; <c>biz_domain</c> may be there too.</summary>
    public HeldDimensionOptions? Apis { get; init; }
}

/// <summary><c>http:</c> the listener of a regional job: its own telemetry and health.</summary>
public sealed record HttpOptions
{
    /// <summary>Address and port; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:9465";
}
