using Aggregator.Central;
using Aggregator.Central.Expose;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Central.State;
using Aggregator.Central.Topics;
using Aggregator.Configuration;
using Aggregator.Core.Dimensions;
using Microsoft.Extensions.Logging;

namespace Aggregator.Standalone;

/// <summary>The central job of a standalone or of its own process: its state, its topics, its thread.</summary>
public sealed class CentralJob : IDisposable
{
    private readonly Journal _journal;
    private readonly IReadOnlyList<CompactTopic> _topics;
    private readonly CentralPipeline _pipeline;
    private readonly JobThread _thread;

    private CentralJob(Journal journal, IReadOnlyList<CompactTopic> topics, CentralPipeline pipeline, JobFailure failure)
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
    /// <param name="options">The configuration.</param>
    /// <param name="topics">The regions' topics; the caller disposes of them, after the job.</param>
    /// <param name="apis">The API table; a newer one is taken up between merges.</param>
    /// <param name="eventTime">True when now is the highest event time: only old files are read.</param>
    /// <param name="time">Wall time.</param>
    /// <param name="loggers">For what an operator should know.</param>
    /// <param name="failure">Learns what ended the thread.</param>
    /// <exception cref="IOException">The journal cannot be opened; the message names the remedy.</exception>
    public static CentralJob Open(
        AggregatorOptions options, IReadOnlyList<CompactTopic> topics, CurrentTable<ApiTable> apis, bool eventTime, TimeProvider time,
        ILoggerFactory loggers, JobFailure failure)
    {
        var folder = Path.Combine(options.DataDir, "central");
        var settings = new CentralSettings(
            options.Central, (long)options.Windows.Size.TotalMilliseconds, (long)options.Windows.MaxFuture.TotalMilliseconds);
        var tables = new ApiTables(folder, apis);
        var journal = Journal.Open(Path.Combine(folder, "journal"));
        var state = new CentralState(settings, new CentralClock(eventTime), journal, new SnapshotFile(folder), tables);
        var context = new CentralContext(time, new EventReporter(loggers.CreateLogger("Aggregator.Central")));
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
        _journal.Dispose();
    }
}
