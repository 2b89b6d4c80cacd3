using Aggregator.Central;
using Aggregator.Central.Expose;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Central.State;
using Aggregator.Configuration;
using Microsoft.Extensions.Logging;

namespace Aggregator.Standalone;

/// <summary>The central job inside a standalone: its state, its topics, its thread.</summary>
public sealed class CentralJob : IDisposable
{
    private readonly Journal _journal;
    private readonly List<CompactTopic> _topics;
    private readonly CentralPipeline _pipeline;
    private readonly JobThread _thread;

    private CentralJob(Journal journal, List<CompactTopic> topics, CentralPipeline pipeline, JobFailure failure)
    {
        _journal = journal;
        _topics = topics;
        _pipeline = pipeline;
        _thread = new JobThread("central", pipeline.Run, failure);
    }

    /// <summary>The last publication; null until the state is read.</summary>
    public ExpositionSnapshot? Current => _pipeline.Current;

    /// <summary>The regions' topics.</summary>
    public IReadOnlyList<CompactTopic> Topics => _topics;

    /// <summary>Completes when the state is read; never, when it is refused.</summary>
    public Task Recovered => _pipeline.Recovered;

    /// <summary>Opens the state in the data directory.</summary>
    /// <exception cref="IOException">The journal cannot be opened; the message names the remedy.</exception>
    public static CentralJob Open(
        AggregatorOptions options, IReadOnlyList<RegionJob> regions, RegionSetup setup, ILoggerFactory loggers, JobFailure failure)
    {
        var folder = Path.Combine(options.DataDir, "central");
        var windowMs = (long)options.Windows.Size.TotalMilliseconds;
        var eventTime = RecentLogs.AreNotExpected(options, setup.NowMs);
        var tables = new ApiTables(folder, setup.Apis);
        var settings = new CentralSettings(options.Central, windowMs, (long)options.Windows.MaxFuture.TotalMilliseconds);
        var journal = Journal.Open(Path.Combine(folder, "journal"));
        var state = new CentralState(settings, new CentralClock(eventTime), journal, new SnapshotFile(folder), tables);
        List<CompactTopic> topics = [.. regions.Select(region => new CompactTopic(region.Region, region.Log, windowMs))];
        var context = new CentralContext(setup.Time, new EventReporter(loggers.CreateLogger("Aggregator.Central")));
        return new CentralJob(journal, topics, new CentralPipeline(state, topics, new CentralSchedule(options.Central), context), failure);
    }

    /// <summary>Reads the state and begins to merge.</summary>
    public void Start() => _thread.Start();

    /// <summary>Merges what is left, publishes, saves, and returns when that is done.</summary>
    public void Stop() => _thread.Stop();

    /// <inheritdoc/>
    public void Dispose()
    {
        _thread.Dispose();
        foreach (var topic in _topics) topic.Dispose();
        _journal.Dispose();
    }
}
