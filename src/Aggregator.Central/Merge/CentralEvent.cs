namespace Aggregator.Central.Merge;

/// <summary>Something that an operator should know, for the log. The numbers are in the ledger and the metrics too.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Region">Source region; empty where it is no region's matter.</param>
/// <param name="Subject">The source, worker, namespace or whatever it is about.</param>
/// <param name="Amount">Positions, logs or label sets, by kind.</param>
/// <param name="Text">A sentence that says it, without period.</param>
public sealed record CentralEvent(CentralEventKind Kind, string Region, string Subject, long Amount, string Text);

/// <summary>The kinds of <see cref="CentralEvent"/>.</summary>
public enum CentralEventKind
{
    /// <summary>A flush came again and was dropped.</summary>
    RepeatDropped,

    /// <summary>Positions of a source are missing for longer than the grace time: logs may be lost.</summary>
    Gap,

    /// <summary>Positions came that were covered before: logs may be counted twice.</summary>
    Overlap,

    /// <summary>The regional job could not read positions any more: logs are lost.</summary>
    Lost,

    /// <summary>A flush whose logs, outcomes, rows and counters do not agree.</summary>
    Imbalance,

    /// <summary>A namespace's budget of label sets is used up.</summary>
    Overflow,

    /// <summary>Logs were counted with two thresholds of slow, so its bucket is left out of the histogram for good.</summary>
    SlowThresholdChanged,

    /// <summary>Messages of a compact topic were passed over: skipped by the operator, kept no longer, or replaced.</summary>
    PassedOver,

    /// <summary>Two regions read sources of the same identity: one source twice, or two clusters that were given the same id.</summary>
    SharedSource,

    /// <summary>Wall time is far behind what it was before: everything waits until it has caught up.</summary>
    ClockWentBack,
}

/// <summary>
/// Gathers events until the caller takes them. Bounded for each kind, so that a flood of one hides no other; what is left
/// out is counted.
/// </summary>
internal sealed class EventLog
{
    private const int MostOfAKind = 100;
    private readonly SortedDictionary<CentralEventKind, int> _counts = [];
    private List<CentralEvent> _pending = [];

    public void Report(CentralEventKind kind, string region, string subject, long amount, string text)
    {
        var count = _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        if (count <= MostOfAKind) _pending.Add(new CentralEvent(kind, region, subject, amount, text));
    }

    public IReadOnlyList<CentralEvent> Drain()
    {
        foreach (var (kind, count) in _counts)
        {
            if (count <= MostOfAKind) continue;
            var more = count - MostOfAKind;
            _pending.Add(new CentralEvent(kind, "", "", more, $"{more} more events of the kind {kind} are not listed"));
        }
        _counts.Clear();
        var drained = _pending;
        _pending = [];
        return drained;
    }
}
