using Aggregator.Central;
using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Standalone;

namespace Aggregator.Replay;

/// <summary>
/// Runs files or topics through both tiers by event time, to the end. All rows are merged before the central job sees them, so that
/// the result does not depend on the order of logs, the cut into files or the number of workers.
/// </summary>
public sealed class ReplayJob(ReplayRequest request, IReplayInput input, RegionSetup setup)
{
    private readonly ReplayMerge _merge = new(request.Range);

    /// <summary>Reads everything and rolls it up.</summary>
    /// <param name="read">Told how much a worker has read so far, in the input's unit: worker number, amount.</param>
    /// <param name="stop">Ends the replay early, by <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="IOException">Something of the input cannot be read.</exception>
    public async Task<ReplayResult> RunAsync(Action<int, long> read, CancellationToken stop)
    {
        var workers = Enumerable.Range(0, request.Workers).Select(Worker).ToList();
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await Task.WhenAll(workers.Select((worker, number) => RunAsync(worker, bytes => read(number, bytes), failed)));
        }
        finally
        {
            foreach (var worker in workers) worker.Dispose();
        }
        var merged = _merge.ToFlush(request.Region, request.Worker);
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
        catch
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
        var shares = input.SharesOf(number, request.Workers).Select(share => (share.Source, Receiver(engine, share))).ToList();
        return new ReplayWorker(engine, shares, options.Windows.MaxGroups);
    }

    private LogReceiver Receiver(RegionalEngine engine, ReplayShare share)
    {
        var filters = request.Options.Filters;
        var fields = new LogFields(FilterSet.PathsOf(filters), share.Format);
        return engine.ReceiverFor(LogParsers.Create(share.Format, fields), new FilterSet(filters, fields), share.MaxAge);
    }

    private Central.Expose.ExpositionSnapshot RollUp(Flush merged)
    {
        var windowMs = (long)request.Options.Windows.Size.TotalMilliseconds;
        var engine = new CentralEngine(
            request.Options.Central, windowMs, setup.Apis.Current.PriorityOf, eventTime: true,
            (long)request.Options.Windows.MaxFuture.TotalMilliseconds);
        engine.Merge(merged, merged.CreatedMs);
        return engine.Publish(merged.CreatedMs);
    }
}
