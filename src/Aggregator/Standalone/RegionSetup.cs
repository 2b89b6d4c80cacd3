using Aggregator.Configuration;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Dimensions;
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
        AggregatorOptions options, HeldTables tables, CurrentTable<ClusterTable> clusters, TenantSetup tenants, CurrentTable<ApiTable> apis,
        TimeProvider time, ILoggerFactory loggers)
    {
        Tables = tables;
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

    /// <summary>Refreshes the tables that are held whole.</summary>
    public HeldTables Tables { get; }

    /// <summary>The tables of the regional jobs.</summary>
    public Enrichment Enrichment { get; }

    /// <summary>The levels of tenants, which are among them.</summary>
    public TenantSetup Tenants { get; }

    /// <summary>The table of the central job; empty for a regional one.</summary>
    public CurrentTable<ApiTable> Apis { get; }

    /// <summary>Where rejected logs go, or null.</summary>
    public DeadLetterFile? DeadLetters { get; }

    /// <summary>Wall time.</summary>
    public TimeProvider Time { get; }

    /// <summary>Wall time now, in ms since the Unix epoch.</summary>
    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Loads the tables that <paramref name="purpose"/> needs: all of them are there before the first log.</summary>
    /// <exception cref="DimensionException">A table's file cannot be read.</exception>
    /// <exception cref="DatabaseException">A table can be had neither from the database nor from a copy.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> is set.</exception>
    public static RegionSetup Load(
        AggregatorOptions options, TimeProvider time, ILoggerFactory loggers,
        ConfigurationPurpose purpose = ConfigurationPurpose.Standalone, CancellationToken stop = default)
    {
        var tables = HeldTables.Open(options.Dimensions, TableFolder.Of(options, purpose), time, loggers);
        try
        {
            var clusters = tables.LoadClusters(stop);
            var apis = purpose == ConfigurationPurpose.Regional ? new CurrentTable<ApiTable>(ApiTable.Empty) : tables.LoadApis(stop);
            var tenants = TenantSetup.Load(options.Dimensions, tables.Server, time, loggers, purpose);
            return new RegionSetup(options, tables, clusters, tenants, apis, time, loggers);
        }
        catch
        {
            tables.Dispose();
            throw;
        }
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
        Tables.Dispose();
    }
}
