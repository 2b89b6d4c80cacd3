using Aggregator.Configuration;
using Aggregator.Core.Transport.Local;
using Aggregator.Regional;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;
using Aggregator.Regional.Telemetry;
using Aggregator.Regional.Windowing;

namespace Aggregator.Standalone;

/// <summary>One region's regional job inside a standalone: its sources, its compact log, its thread.</summary>
public sealed class RegionJob : IDisposable
{
    private readonly List<ILogSource> _sources = [];
    private readonly RegionalPipeline _pipeline;
    private readonly JobThread _thread;

    /// <summary>Opens the region's compact log and sources; reads nothing yet.</summary>
    /// <exception cref="IOException">The compact log cannot be opened; the message names the remedy.</exception>
    public RegionJob(
        string region, IReadOnlyList<SourceOptions> sources, AggregatorOptions options, RegionSetup setup, JobFailure failure)
    {
        Region = region;
        Log = CompactLog.Open(Path.Combine(options.DataDir, "compact", region));
        var last = LastFlush.Find(Log);
        var restored = new RestoredProgress(last);
        Progress = new RegionalProgress(region);
        var engine = new RegionalEngine(
            new RegionalEngineOptions(region, options.Worker, last.NextEpoch(setup.NowMs), options.Windows, options.Measures),
            setup.Enrichment, setup.DeadLetters);
        var readers = new List<(ILogSource, LogReceiver)>();
        foreach (var source in sources)
        {
            var opened = setup.Open(source, region, restored);
            _sources.Add(opened);
            var fields = new LogFields(FilterSet.PathsOf(options.Filters), source);
            readers.Add((opened, engine.ReceiverFor(LogParsers.Create(source, fields), new FilterSet(options.Filters, fields))));
        }
        _pipeline = new RegionalPipeline(
            engine, readers, new LocalCompactPublisher(Log), new FlushSchedule(options.Windows),
            new RegionalContext(region, setup.Time, restored, Progress));
        _thread = new JobThread($"regional {region}", _pipeline.Run, failure);
    }

    /// <summary>Source region.</summary>
    public string Region { get; }

    /// <summary>The region's compact topic.</summary>
    public CompactLog Log { get; }

    /// <summary>How far it has come.</summary>
    public RegionalProgress Progress { get; }

    /// <summary>Completes when every source is read to its end and flushed, or the job was stopped; never, when it failed.</summary>
    public Task Ended => _thread.Ended;

    /// <summary>Begins to read.</summary>
    public void Start() => _thread.Start();

    /// <summary>Stops reading, flushes what was read, and returns when that is done.</summary>
    public void Stop() => _thread.Stop();

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        foreach (var source in _sources) source.Dispose();
        Log.Dispose();
    }
}
