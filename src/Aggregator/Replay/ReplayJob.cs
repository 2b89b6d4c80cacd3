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

    // Taken once: the workers' shares of a file that grows must join.
    private readonly List<(string Path, long Length)> _files = [.. request.Inputs.Select(path => (path, NamedFiles.LengthOf(path)))];

    /// <summary>Reads everything and rolls it up.</summary>
    /// <param name="read">Told the bytes that a worker has read so far: worker number, bytes.</param>
    /// <param name="stop">Ends the replay early, by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<ReplayResult> RunAsync(Action<int, long> read, CancellationToken stop)
    {
        var workers = Enumerable.Range(0, request.Workers).Select(Worker).ToList();
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAll(workers.Select((worker, number) => RunAsync(worker, bytes => read(number, bytes), failed)));
        var merged = _merge.ToFlush(request.Region);
        return new ReplayResult(merged, RollUp(merged), workers.Sum(worker => worker.LateLogs), _merge.Flushes);
    }

    /// <summary>One worker on its own thread; its failure ends the others.</summary>
    private async Task RunAsync(ReplayWorker worker, Action<long> read, CancellationTokenSource failed)
    {
        try
        {
            await Task.Factory.StartNew(
                () => worker.Run(_merge, request.NowMs, read, failed.Token),
                failed.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (IOException)
        {
            await failed.CancelAsync();
            throw;
        }
    }

    private ReplayWorker Worker(int number)
    {
        var options = request.Options;
        var engine = new RegionalEngine(
            new RegionalEngineOptions(request.Region, $"replay-{number}", 1, options.Windows, options.Measures),
            setup.Enrichment, setup.DeadLetters);
        var fields = new LogFields(FilterSet.PathsOf(options.Filters));
        var shares = _files.Select(file => (
            Share(file.Path, file.Length, number), engine.ReceiverFor(LogParsers.Create(request.Source, fields), new FilterSet(options.Filters, fields)))).ToList();
        return new ReplayWorker(engine, shares, options.Windows.MaxGroups);
    }

    /// <summary>The lines that begin in the worker's share of a file's bytes.</summary>
    private FileSliceSource Share(string path, long length, int worker)
    {
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
