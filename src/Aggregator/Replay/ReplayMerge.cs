using System.Runtime.InteropServices;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;

namespace Aggregator.Replay;

/// <summary>
/// Gathers the flushes of a replay into one: a row for each group, the whole progress of every source, all outcomes. The
/// order of flushes and the number of workers cannot be seen in it. Safe for several threads.
/// </summary>
/// <param name="range">Event times that count; null for all.</param>
public sealed class ReplayMerge(EventTimeRange? range = null)
{
    // Rows that wait are merged when they are as many as those that were, so that each is merged few times.
    private const int FewestRowsToMerge = 1 << 18;

    private readonly Dictionary<(Outcome, string), long> _outcomes = [];
    private readonly List<SourceProgress> _sources = [];
    private readonly Lock _lock = new();
    private readonly List<RowBlock> _blocks = [RowBlock.Empty];
    private int _rowsWaiting;
    private long _windowSizeMs;
    private long _slowMs;

    /// <summary>Flushes taken so far.</summary>
    public long Flushes { get; private set; }

    /// <summary>Adds a flush.</summary>
    public void Add(Flush flush)
    {
        if (range is not null) flush = range.Keep(flush);
        lock (_lock)
        {
            Flushes++;
            (_windowSizeMs, _slowMs) = (flush.WindowSizeMs, flush.SlowMs);
            Add(flush.Rows);
            foreach (var (outcome, detail, count) in flush.Outcomes)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_outcomes, (outcome, detail), out _) += count;
            }
            foreach (var source in flush.Sources) Add(source);
        }
    }

    /// <summary>Everything as one flush, rows and sources sorted.</summary>
    public Flush ToFlush(string region, string worker)
    {
        MergeRows();
        var outcomes = _outcomes
            .Select(entry => new OutcomeCount(entry.Key.Item1, entry.Key.Item2, entry.Value))
            .OrderBy(count => count.Outcome).ThenBy(count => count.Detail, StringComparer.Ordinal);
        var highestMs = _sources.Count == 0 ? 0 : Math.Max(0, _sources.Max(source => source.HighestEventMs));
        return new Flush(
            new FlushId(region, worker, 1, 0), _windowSizeMs, _slowMs, highestMs, new RowSet([.. _blocks]), [.. Sorted(_sources)], [.. outcomes]);
    }

    private static IEnumerable<SourceProgress> Sorted(IEnumerable<SourceProgress> sources) => sources
        .OrderBy(source => source.Id.Cluster, StringComparer.Ordinal).ThenBy(source => source.Id.Topic, StringComparer.Ordinal)
        .ThenBy(source => source.Id.Partition).ThenBy(source => source.From);

    private void Add(RowSet rows)
    {
        _blocks.AddRange(rows.Blocks);
        _rowsWaiting += rows.Count;
        if (_rowsWaiting >= Math.Max(FewestRowsToMerge, _blocks[0].Count)) MergeRows();
    }

    /// <summary>Makes one block of all, in the first place.</summary>
    private void MergeRows()
    {
        var merged = RowMerge.Of(_blocks);
        _blocks.Clear();
        _blocks.Add(merged);
        _rowsWaiting = 0;
    }

    /// <summary>Joins the progress of a source to the piece that ends where it starts, so that the list stays short.</summary>
    private void Add(SourceProgress progress)
    {
        var at = _sources.FindIndex(earlier => earlier.Id == progress.Id && earlier.Next == progress.From);
        if (at < 0)
        {
            _sources.Add(progress);
            return;
        }
        var earlier = _sources[at];
        _sources[at] = progress with
        {
            From = earlier.From,
            Messages = earlier.Messages + progress.Messages,
            Logs = earlier.Logs + progress.Logs,
            Holes = earlier.Holes + progress.Holes,
            Lost = earlier.Lost + progress.Lost,
        };
    }
}
