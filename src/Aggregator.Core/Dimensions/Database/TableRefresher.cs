using Microsoft.Extensions.Logging;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>
/// Refreshes a table now and then and on demand, one refresh at a time, on a thread of its own. A refresh that fails
/// changes nothing: it is counted, told once, and tried again sooner.
/// </summary>
public sealed partial class TableRefresher : IDisposable
{
    // A thread that waits for a silent database is left behind then; it ends with the process, and what it reads goes to a
    // temporary file.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(1);

    // At least, however often a refresh is asked for: nobody can keep the database busy by it, nor take the backoff away.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Func<CancellationToken, TableFacts> _refresh;
    private readonly Func<Exception, string> _describe;
    private readonly RefreshSchedule _schedule;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private volatile TableStatus _status;

    // What was told last; null while refreshes succeed.
    private string? _problem;

    // Likewise, while copies are written.
    private string? _copyProblem;
    private bool _isStarted;

    /// <summary>A refresher that does not run yet.</summary>
    /// <param name="table">The table's name.</param>
    /// <param name="start">What there is to begin with.</param>
    /// <param name="refresh">Reads the table and puts it in use.</param>
    /// <param name="describe">What is wrong and what to do, of an exception.</param>
    /// <param name="schedule">When.</param>
    /// <param name="time">Measures refreshes.</param>
    /// <param name="logger">For what an operator should know.</param>
    public TableRefresher(
        string table, TableStart start, Func<CancellationToken, TableFacts> refresh, Func<Exception, string> describe,
        RefreshSchedule schedule, TimeProvider time, ILogger logger)
    {
        Table = table;
        _refresh = refresh;
        _describe = describe;
        _schedule = schedule;
        _time = time;
        _logger = logger;
        _problem = start.Problem;
        _copyProblem = start.Status.Facts.CopyFailure is { } failure ? describe(failure) : null;
        _status = start.Status;
        _thread = new Thread(Run) { Name = $"refresh {table}", IsBackground = true };
    }

    /// <summary>The table's name.</summary>
    public string Table { get; }

    /// <summary>How it is going. Any thread.</summary>
    public TableStatus Status => _status;

    /// <summary>Begins to refresh.</summary>
    public void Start()
    {
        _isStarted = true;
        _thread.Start();
    }

    /// <summary>Asks for a refresh that begins now, or a second after the one before has ended. Any thread; does not wait for it.</summary>
    public void Refresh() => _wake.Set();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _wake.Set();
        if (_isStarted && !_thread.Join(StopTime)) return;
        // Not the event: whoever asks for a refresh in this moment must find it.
        _stop.Dispose();
    }

    /// <summary>One refresh; how long to wait for the next.</summary>
    internal TimeSpan RefreshOnce()
    {
        var begun = _time.GetTimestamp();
        try
        {
            var facts = _refresh(_stop.Token);
            _status = _status.Succeeded(facts, _time.GetElapsedTime(begun));
            if (_problem is not null) LogWorksAgain(_logger, Table, facts.Rows);
            _problem = null;
            TellOfCopy(facts);
            return _schedule.AfterSuccess();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return Timeout.InfiniteTimeSpan;
        }
#pragma warning disable CA1031 // Drivers throw all kinds of exceptions; whichever it is, the last good copy stays in use.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _status = _status.Failed(_time.GetElapsedTime(begun));
            Tell(_describe(e));
            return _schedule.AfterFailure();
        }
    }

    private void Run()
    {
        var wait = _problem is null ? _schedule.AfterSuccess() : _schedule.AfterFailure();
        while (true)
        {
            _wake.WaitOne(wait);
            if (_stop.IsCancellationRequested) return;
            wait = RefreshOnce();
            if (_stop.Token.WaitHandle.WaitOne(Pause)) return;
            wait = wait > Pause ? wait - Pause : TimeSpan.Zero;
        }
    }

    private void Tell(string problem)
    {
        if (string.Equals(problem, _problem, StringComparison.Ordinal)) return;
        _problem = problem;
        LogFailing(_logger, Table, problem, _status.Facts.AgeAt(_time.GetUtcNow()));
    }

    private void TellOfCopy(TableFacts facts)
    {
        var problem = facts.CopyFailure is { } failure ? _describe(failure) : null;
        if (problem is not null && !string.Equals(problem, _copyProblem, StringComparison.Ordinal)) TableStart.LogWithoutCopy(_logger, Table, problem);
        _copyProblem = problem;
    }

    [LoggerMessage(
        1, LogLevel.Warning,
        "The table of {Table} cannot be refreshed: {Problem}. Its last good copy, which is {Age} old, stays in use; it is tried again until it works.")]
    private static partial void LogFailing(ILogger logger, string table, string problem, TimeSpan age);

    [LoggerMessage(2, LogLevel.Information, "The table of {Table} is refreshed again: {Rows} rows.")]
    private static partial void LogWorksAgain(ILogger logger, string table, long rows);
}
