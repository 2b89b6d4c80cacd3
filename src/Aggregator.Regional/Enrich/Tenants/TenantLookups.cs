using System.Collections.Concurrent;
using Aggregator.Regional.Telemetry;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>
/// Looks tenants up on a thread of its own, in batches, each tenant in one batch at a time. What the table says goes into
/// <see cref="HeldTenants"/>, whether or not somebody still waits for it. Any thread asks.
/// </summary>
internal sealed class TenantLookups : IDisposable
{
    /// <summary>
    /// Tenants in one query: 512 KB of the longest uids, each byte escaped, which every server's max_allowed_packet takes.
    /// </summary>
    public const int BatchSize = 1000;

    /// <summary>
    /// Tenants asked for and not answered, at most; more could not be answered within any flush that wants them. Bounds the
    /// memory when a database answers more slowly than new tenants come.
    /// </summary>
    public const int MaxUnderWay = 100_000;

    // Longer than a try takes by the default timeouts. Longer ones, or a driver that hangs, must not hold up the stop.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private readonly GuardedQuery _query;
    private readonly HeldTenants _held;
    private readonly TenantTelemetry _telemetry;
    private readonly TimeSpan _budget;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, TenantBatch> _underWay = new(StringComparer.Ordinal);
    private readonly BlockingCollection<TenantBatch> _queue = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    // When the batch was begun that the thread is at; 0 while it waits for one.
    private long _begun;

    /// <summary>Begins to wait for questions.</summary>
    public TenantLookups(GuardedQuery query, HeldTenants held, TimeSpan budget, TimeProvider time, TenantTelemetry telemetry)
    {
        (_query, _held, _budget, _time, _telemetry) = (query, held, budget, time, telemetry);
        _thread = new Thread(Run) { IsBackground = true, Name = "tenant lookups" };
        _thread.Start();
    }

    /// <summary>
    /// Asks for what is not asked for already. Of each uid, the batch whose answer is worth waiting for: null when there is
    /// none, because the database failed or because it has kept an earlier flush waiting in vain.
    /// </summary>
    public TenantBatch?[] Ask(IReadOnlyList<string> uids)
    {
        var batches = new TenantBatch?[uids.Count];
        lock (_lock)
        {
            if (!_query.IsClosed)
            {
                AskForTrial(uids);
                return batches;
            }
            var (isBehind, last) = (IsBehind(), default(TenantBatch));
            for (var i = 0; i < uids.Count; i++)
            {
                var batch = _underWay.GetValueOrDefault(uids[i]) ?? Add(uids[i], ref last);
                if (!isBehind) batches[i] = batch;
            }
            if (last is not null) _queue.Add(last);
        }
        return batches;
    }

    /// <summary>Whether the thread has ended, and so uses nothing any more.</summary>
    public bool HasEnded => !_thread.IsAlive;

    /// <summary>Ends the thread, after the query under way; one that takes longer than 10 s is left behind, with what it uses.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        if (!_thread.Join(LongestStop)) return;
        _stop.Dispose();
        _queue.Dispose();
    }

    /// <summary>One batch, when the circuit lets it through; nobody waits for it.</summary>
    private void AskForTrial(IReadOnlyList<string> uids)
    {
        if (!_query.LetsThrough || _underWay.Count > 0) return;
        var last = default(TenantBatch);
        foreach (var uid in uids.Take(BatchSize)) Add(uid, ref last);
        if (last is not null) _queue.Add(last);
    }

    /// <summary>Adds a uid to the last batch; one that is full is queued, and the next begun. Null: too many are under way.</summary>
    private TenantBatch? Add(string uid, ref TenantBatch? last)
    {
        if (_underWay.Count >= MaxUnderWay) return null;
        if (last?.Uids.Count == BatchSize)
        {
            _queue.Add(last);
            last = null;
        }
        last ??= new TenantBatch();
        last.Add(uid);
        _underWay.Add(uid, last);
        return last;
    }

    private bool IsBehind() => Volatile.Read(ref _begun) is var begun and not 0 && _time.GetElapsedTime(begun) > _budget;

    private void Run()
    {
        try
        {
            foreach (var batch in _queue.GetConsumingEnumerable(_stop.Token)) Answer(batch);
        }
        catch (OperationCanceledException)
        {
            // The stop.
        }
    }

    private void Answer(TenantBatch batch)
    {
        var begun = _time.GetTimestamp();
        Volatile.Write(ref _begun, begun);
        var isAsked = _query.LetsThrough;
        var levels = isAsked ? _query.Run(batch.Uids, _stop.Token) : null;
        var took = _time.GetElapsedTime(begun);
        // A query that outlasted the stop comes back when what is held is gone.
        if (levels is not null && !_stop.IsCancellationRequested)
        {
            foreach (var uid in batch.Uids) _held.Keep(uid, levels.GetValueOrDefault(uid));
        }
        lock (_lock)
        {
            foreach (var uid in batch.Uids) _underWay.Remove(uid);
        }
        Volatile.Write(ref _begun, 0);
        if (isAsked) _telemetry.LookedUp(took, hasFailed: levels is null);
        batch.Complete(levels);
    }
}
