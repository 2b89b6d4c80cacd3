using Aggregator.Central;
using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Standalone;
using Microsoft.Extensions.Logging;

namespace Aggregator.Replay;

/// <summary>
/// Runs files through both tiers by event time, to the end. All rows are merged before the central job sees them, so that
/// the result does not depend on the order of logs, the cut into files or the number of workers.
/// </summary>
public sealed class ReplayJob(ReplayRequest request, RegionSetup setup, ILoggerFactory loggers)
{
    private readonly ReplayMerge _merge = new();

    /// <summary>Reads everything and rolls it up.</summary>
    /// <param name="read">Told the bytes that a worker has read so far: worker number, bytes.</param>
    /// <param name="stop">Ends the replay early, by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<ReplayResult> RunAsync(Action<int, long> read, CancellationToken stop)
    {
        var workers = Enumerable.Range(0, request.Workers).Select(Worker).ToList();
        var runs = workers.Select((worker, number) =>
            Task.Factory.StartNew(
                () => worker.Run(_merge, request.NowMs, bytes => read(number, bytes), stop),
                stop, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(runs);
        var merged = _merge.ToFlush(request.Region);
        return new ReplayResult(merged, RollUp(merged), workers.Sum(worker => worker.LateLogs), _merge.Flushes);
    }

    private ReplayWorker Worker(int number)
    {
        var options = request.Options;
        var engine = new RegionalEngine(
            new RegionalEngineOptions(request.Region, $"replay-{number}", 1, options.Windows, options.Measures),
            setup.Enrichment, setup.DeadLetters);
        var fields = new LogFields(FilterSet.PathsOf(options.Filters));
        var shares = request.Inputs.Select(input => (
            Share(input, number), engine.ReceiverFor(LogParsers.Create(request.Source, fields), new FilterSet(options.Filters, fields)))).ToList();
        return new ReplayWorker(engine, shares, options.Windows.MaxGroups);
    }

    /// <summary>The lines that begin in the worker's share of a file's bytes.</summary>
    private FileSliceSource Share(string path, int worker)
    {
        var length = new FileInfo(path).Length;
        var slice = new FileSlice(path, length * worker / request.Workers, length * (worker + 1) / request.Workers);
        return new FileSliceSource(
            slice, request.Source.MaxLine, (long)request.Options.Windows.OutOfOrderness.TotalMilliseconds,
            loggers.CreateLogger<FileSliceSource>());
    }

    private Central.Expose.ExpositionSnapshot RollUp(Flush merged)
    {
        var windowMs = (long)request.Options.Windows.Size.TotalMilliseconds;
        var engine = new CentralEngine(
            request.Options.Central, windowMs, setup.Apis.PriorityOf, eventTime: true,
            (long)request.Options.Windows.MaxFuture.TotalMilliseconds);
        engine.Merge(merged, merged.CreatedMs);
        return engine.Publish(merged.CreatedMs);
    }
}
