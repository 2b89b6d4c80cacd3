using Aggregator.Configuration;
using Aggregator.Core.Dimensions;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Ingest.Streams;
using Aggregator.Regional.Options;
using Microsoft.Extensions.Logging;

namespace Aggregator.Standalone;

/// <summary>What the regions of one process share: tables, dead letters, clock, loggers, and how a source is opened.</summary>
public sealed class RegionSetup : IDisposable
{
    private readonly long _outOfOrdernessMs;
    private readonly FileContext _files;
    private readonly ILoggerFactory _loggers;

    private RegionSetup(
        AggregatorOptions options, ClusterTable clusters, TenantSetup tenants, ApiTable apis, TimeProvider time, ILoggerFactory loggers)
    {
        Enrichment = new Enrichment(clusters, tenants.Lookup);
        Tenants = tenants;
        Apis = apis;
        Time = time;
        _loggers = loggers;
        _outOfOrdernessMs = (long)options.Windows.OutOfOrderness.TotalMilliseconds;
        var idleAfterMs = (long)options.Windows.IdleAfter.TotalMilliseconds;
        _files = new FileContext(_outOfOrdernessMs, idleAfterMs, time, loggers.CreateLogger<FileSource>(), new FileClaims());
        if (options.DeadLetters.File is { } path)
        {
            DeadLetters = new DeadLetterFile(path, time, loggers.CreateLogger<DeadLetterFile>());
        }
    }

    /// <summary>The tables of the regional jobs.</summary>
    public Enrichment Enrichment { get; }

    /// <summary>The levels of tenants, which are among them.</summary>
    public TenantSetup Tenants { get; }

    /// <summary>The table of the central job.</summary>
    public ApiTable Apis { get; }

    /// <summary>Where rejected logs go, or null.</summary>
    public DeadLetterFile? DeadLetters { get; }

    /// <summary>Wall time.</summary>
    public TimeProvider Time { get; }

    /// <summary>Wall time now, in ms since the Unix epoch.</summary>
    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Loads the tables: all of them are there before the first log.</summary>
    /// <exception cref="DimensionException">A table cannot be read.</exception>
    public static RegionSetup Load(AggregatorOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        var tables = options.Dimensions;
        var clusters = tables.Clusters?.Csv is { } clustersCsv ? ClusterTable.Load(clustersCsv) : ClusterTable.Empty;
        var apis = tables.Apis?.Csv is { } apisCsv ? ApiTable.Load(apisCsv) : ApiTable.Empty;
        return new RegionSetup(options, clusters, TenantSetup.Load(tables, time, loggers), apis, time, loggers);
    }

    /// <summary>Opens a source where <paramref name="restored"/> says it stopped.</summary>
    public ILogSource Open(SourceOptions source, string region, RestoredProgress restored) => source switch
    {
        { Generate: { } generate } => new GeneratorSource(generate, region, restored, _outOfOrdernessMs, Time),
        { Stdin: true } => new StandardInputSource(
            Console.OpenStandardInput(), source.MaxLine, _outOfOrdernessMs, _loggers.CreateLogger<StandardInputSource>()),
        _ => new FileSource(source, restored, _files),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Tenants.Dispose();
        DeadLetters?.Dispose();
    }
}
