using System.Diagnostics;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Tests.Regional.Files;
using Xunit;

namespace Aggregator.Tests.Core.Dimensions.Database;

/// <summary>One refresh after another, with a reading that is a fake and a clock that moves by hand.</summary>
public sealed class TableRefresherTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private readonly RecordingLogger _logger = new();
    private readonly Queue<Func<TableFacts>> _readings = new();
    private readonly TableFacts _first;
    private readonly TableRefresher _refresher;

    public TableRefresherTests()
    {
        _first = new TableFacts(3, 0, _time.GetUtcNow());
        _refresher = NewRefresher(problem: null, _ => _readings.Dequeue()());
    }

    public void Dispose() => _refresher.Dispose();

    [Fact]
    public void Counts_a_refresh_and_the_time_it_took()
    {
        Reads(() => Facts(rows: 7, tookMs: 250));
        _refresher.RefreshOnce();
        var status = _refresher.Status;
        Assert.Equal((7, 2, 0), (status.Facts.Rows, status.Refreshes, status.Failures));
        Assert.Equal((TimeSpan.FromMilliseconds(350), TimeSpan.FromMilliseconds(250)), (status.Time, status.LastTime));
    }

    [Fact]
    public void Keeps_what_it_has_when_a_refresh_fails_and_tells_it_once()
    {
        _time.Advance(62_500);
        Reads(() => throw new TimeoutException("slow"), () => throw new TimeoutException("slow"), () => throw new IOException("broken"));
        Assert.InRange(_refresher.RefreshOnce().TotalSeconds, 4.5, 5.5);
        Assert.InRange(_refresher.RefreshOnce().TotalSeconds, 9, 11);
        Assert.Equal(
            ["The table of clusters cannot be refreshed: it is slow; wait. Its last good copy, which is 00:01:02 old, stays in use; it is tried again until it works."],
            _logger.Warnings);
        _refresher.RefreshOnce();
        Assert.Equal(2, _logger.Warnings.Count); // another problem needs another remedy
        Assert.Equal((_first, 4, 3), (_refresher.Status.Facts, _refresher.Status.Refreshes, _refresher.Status.Failures));
    }

    [Fact]
    public void Tells_once_that_it_works_again_and_then_of_the_next_failure()
    {
        Reads(() => throw new TimeoutException("slow"), () => Facts(8), () => Facts(9), () => throw new TimeoutException("slow"));
        for (var i = 0; i < 4; i++) _refresher.RefreshOnce();
        Assert.Equal(2, _logger.Warnings.Count);
        Assert.Equal(["The table of clusters is refreshed again: 8 rows."], _logger.Others);
        Assert.Equal((9, 2), (_refresher.Status.Facts.Rows, _refresher.Status.Failures));
    }

    [Fact]
    public void A_copy_that_cannot_be_written_is_counted_and_told_once()
    {
        Reads(() => FactsWithoutCopy(8), () => FactsWithoutCopy(9), () => Facts(10), () => FactsWithoutCopy(11));
        for (var i = 0; i < 2; i++) _refresher.RefreshOnce();
        Assert.Single(_logger.Warnings);
        Assert.Equal((9, 0, 2), (_refresher.Status.Facts.Rows, _refresher.Status.Failures, _refresher.Status.CopyFailures));
        for (var i = 0; i < 2; i++) _refresher.RefreshOnce();
        Assert.Equal((2, 3), (_logger.Warnings.Count, _refresher.Status.CopyFailures));
    }

    [Fact]
    public void After_a_start_with_a_copy_only_another_problem_is_told()
    {
        using var refresher = NewRefresher(problem: "it is slow; wait", _ => _readings.Dequeue()());
        Reads(() => throw new TimeoutException("slow"), () => Facts(8));
        refresher.RefreshOnce();
        Assert.Empty(_logger.Warnings);
        refresher.RefreshOnce();
        Assert.Single(_logger.Others);
    }

    [Fact]
    public void Refreshes_on_demand_and_one_at_a_time()
    {
        using var entered = new SemaphoreSlim(0);
        using var mayGo = new SemaphoreSlim(0);
        var (inside, most) = (0, 0);
        var refresher = NewRefresher(problem: null, _ =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            entered.Release();
            mayGo.Wait(Limit, CancellationToken.None);
            Interlocked.Decrement(ref inside);
            return Facts(5);
        });
        refresher.Start(); // the interval is an hour
        refresher.Refresh();
        Assert.True(entered.Wait(Limit));
        for (var i = 0; i < 5; i++) refresher.Refresh(); // one more, which begins after this one
        mayGo.Release();
        var ended = Stopwatch.GetTimestamp();
        Assert.True(entered.Wait(Limit));
        Assert.True(Stopwatch.GetElapsedTime(ended) > TimeSpan.FromSeconds(0.9)); // the database gets a rest
        mayGo.Release(2);
        refresher.Dispose();
        Assert.Equal((1, 0), (most, entered.CurrentCount));
        Assert.Equal(3, refresher.Status.Refreshes);
    }

    [Fact]
    public void A_stop_ends_a_reading_that_listens()
    {
        using var entered = new SemaphoreSlim(0);
        var ended = false;
        var refresher = NewRefresher(problem: null, stop =>
        {
            entered.Release();
            ended = stop.WaitHandle.WaitOne(Limit);
            stop.ThrowIfCancellationRequested();
            return Facts(1);
        });
        refresher.Start();
        refresher.Refresh();
        Assert.True(entered.Wait(Limit));
        refresher.Dispose();
        Assert.True(ended);
        Assert.Equal((1, 0), (refresher.Status.Refreshes, refresher.Status.Failures));
    }

    private TableRefresher NewRefresher(string? problem, Func<CancellationToken, TableFacts> refresh) => new(
        "clusters", new TableStart(TableStatus.AfterFirst(_first, failed: false, TimeSpan.FromMilliseconds(100)), problem), refresh,
        failure => $"it is {failure.Message}; wait", new RefreshSchedule(TimeSpan.FromHours(1), new Random(1)), _time, _logger);

    private void Reads(params Func<TableFacts>[] readings)
    {
        foreach (var reading in readings) _readings.Enqueue(reading);
    }

    private TableFacts FactsWithoutCopy(long rows) => Facts(rows) with { CopyFailure = new IOException("full") };

    private TableFacts Facts(long rows, long tookMs = 0)
    {
        var begun = _time.GetUtcNow();
        _time.Advance(tookMs);
        return new TableFacts(rows, 0, begun);
    }
}
