using Aggregator.Core.Aggregation;

namespace Aggregator.Central.Merge;

/// <summary>The logs in a flush's rows by window: all that the ledger, the clocks and the ages need of the rows.</summary>
internal sealed class FlushWindows
{
    private readonly List<(long StartMs, long Logs)> _runs = [];

    public FlushWindows(RowSet rows)
    {
        foreach (var block in rows.Blocks) Add(block.WindowStartMs, block.Measures.Count);
    }

    /// <summary>
    /// Windows and the logs in their rows, in the order of the rows, which are sorted by window: each window once, but for
    /// those at the end of one block and the beginning of the next.
    /// </summary>
    public IReadOnlyList<(long StartMs, long Logs)> Runs => _runs;

    /// <summary>Logs in all rows.</summary>
    public long Logs { get; private set; }

    private void Add(ReadOnlySpan<long> windowStarts, ReadOnlySpan<long> counts)
    {
        for (var from = 0; from < windowStarts.Length;)
        {
            var startMs = windowStarts[from];
            var length = windowStarts[from..].IndexOfAnyExcept(startMs);
            if (length < 0) length = windowStarts.Length - from;
            var logs = 0L;
            foreach (var count in counts.Slice(from, length)) logs += count;
            _runs.Add((startMs, logs));
            Logs += logs;
            from += length;
        }
    }
}
