using System.Text;
using Aggregator.Central.Expose;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Central.Rollup;
using Aggregator.Central.Topics;
using Aggregator.Core.Wire;

namespace Aggregator.Central;

/// <summary>
/// The centre's core: merges flushes and publishes snapshots. A pure function of its calls: it reads no clock and does no
/// I/O, so the same sequence of calls gives the same bytes. One thread; snapshots can be used by any.
/// </summary>
public sealed class CentralEngine
{
    /// <summary>Version of the layout that <see cref="Save"/> writes.</summary>
    private const int StateVersion = 4;

    /// <summary>The layout before it: without the logs' ages.</summary>
    private const int StateVersionWithoutAges = 3;

    /// <summary>The layout before that: without the messages passed over.</summary>
    private const int StateVersionWithoutPasses = 2;

    private const long SweepEveryMs = 60_000;

    private readonly long _windowSizeMs;
    private readonly long _counterMaxAgeMs;
    private readonly long _counterExpiryMs;
    private readonly EventLog _events = new();
    private readonly FlushGuard _guard = new();
    private readonly RegionLedger _regions;
    private readonly PositionLedger _positions;
    private readonly Clocks _clocks;
    private readonly RegionLogAges _ages;
    private readonly RollupTables _rollups;
    private readonly BlockRollup _blocks;
    private readonly Publisher _publisher;
    private long _sweptMs;

    /// <param name="options">Times, budgets, gauges.</param>
    /// <param name="windowSizeMs">Size of a window, and of a slot, in ms; must divide 60 s.</param>
    /// <param name="priorityOf">
    /// The priority of (product, api, version); null or empty shows as <c>unknown</c>. It may answer differently after the
    /// API table changed, but must then do so again when the same calls are repeated.
    /// </param>
    /// <param name="eventTime">
    /// True takes the highest event time as now (replay, historic files): no late series, no zero hold, no expiry.
    /// </param>
    /// <param name="maxFutureMs">How far ahead of now a log may be: the regions' <c>max_future</c>.</param>
    public CentralEngine(
        CentralOptions options, long windowSizeMs, Func<string, string, string, string?> priorityOf, bool eventTime = false,
        long maxFutureMs = 60_000)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(RingLayout.GaugeSpanMs % windowSizeMs, 0, nameof(windowSizeMs));
        var currentWithinMs = (long)options.CurrentWithin.TotalMilliseconds;
        var layout = new RingLayout(windowSizeMs, currentWithinMs, maxFutureMs);
        _windowSizeMs = windowSizeMs;
        _counterMaxAgeMs = (long)options.CounterMaxAge.TotalMilliseconds;
        _counterExpiryMs = (long)options.CounterExpiry.TotalMilliseconds;
        _regions = new RegionLedger(_events);
        _positions = new PositionLedger((long)options.GapGrace.TotalMilliseconds, _events);
        _clocks = new Clocks(new ClockLaw(currentWithinMs, maxFutureMs, eventTime), windowSizeMs);
        _ages = new RegionLogAges(windowSizeMs);
        _rollups = new RollupTables(options, layout, priorityOf, _events);
        _blocks = new BlockRollup(_rollups);
        _publisher = new Publisher(_rollups, layout, options);
    }

    /// <summary>True while now is the highest event time instead of wall time.</summary>
    public bool EventTime => _clocks.EventTime;

    /// <summary>What was counted so far.</summary>
    public LedgerReport Ledger
    {
        get
        {
            var open = _positions.OpenGapPositions();
            return new LedgerReport(
                [.. _regions.Accounts.Select(a => RegionLedgerReport.Of(a, open.GetValueOrDefault(a.Region)))]);
        }
    }

    /// <summary>
    /// Goes from event time to wall time; there is no way back. Nothing happens if it did already. What was merged before
    /// counts as merged now, so that nothing expires only because another clock measures its age.
    /// </summary>
    /// <param name="nowMs">Wall time in ms of the merge that follows.</param>
    public void GoLive(long nowMs)
    {
        if (!EventTime) return;
        _clocks.GoLive(nowMs);
        _positions.RestartAges(nowMs);
        _rollups.RestartAges(nowMs);
    }

    /// <summary>False for a flush with windows of another size, which must be held until the configurations agree.</summary>
    public bool CanMerge(Flush flush) => flush.WindowSizeMs == _windowSizeMs;

    /// <summary>Merges a flush; an exact repeat of one is dropped.</summary>
    /// <param name="flush">All of its chunks.</param>
    /// <param name="nowMs">Wall time in ms, which decides what is late; the same again when the merge is repeated.</param>
    /// <exception cref="ArgumentException"><see cref="CanMerge"/> is false.</exception>
    public void Merge(Flush flush, long nowMs)
    {
        if (!CanMerge(flush))
        {
            throw new ArgumentException(
                $"Windows of {flush.WindowSizeMs} ms cannot be merged into slots of {_windowSizeMs} ms.", nameof(flush));
        }

        // 1. The same flush again?
        var account = _regions.Of(flush.Id.Region);
        if (!_guard.TryEnter(flush.Id))
        {
            account.RepeatedFlushes++;
            _events.Report(CentralEventKind.RepeatDropped, flush.Id.Region, flush.Id.Worker, 1,
                $"flush {flush.Id.Sequence} of worker {flush.Id.Worker} came again and was dropped");
            return;
        }

        // 2. Positions into the ledger, watermarks into the clocks.
        var windows = new FlushWindows(flush.Rows);
        var region = Observe(flush, windows, account, nowMs);

        // 3. Rows into counters and slots.
        var (counted, countedLate) = AddRows(flush, new MergeContext(Feeders.BitOf(region), nowMs));

        // 4. Ages, once they are published; and everything must add up.
        _ages.Merge(flush.Id.Region, windows);
        _regions.Book(account, flush, new RowLogs(windows.Logs, counted, countedLate));
    }

    /// <summary>
    /// Counts messages of a compact topic that are not merged. What was in them shows as gaps of the sources.
    /// </summary>
    public void PassOver(PassedOver passed) => _regions.PassOver(passed);

    /// <summary>Closes slots, ends what has expired, and makes a snapshot.</summary>
    /// <param name="nowMs">Wall time in ms; the same again when the publication is repeated.</param>
    /// <param name="regions">Whose clocks are shown; all without it.</param>
    public ExpositionSnapshot Publish(long nowMs, IReadOnlySet<string>? regions = null)
    {
        RepeatPublication(nowMs);
        return _publisher.Publish(new PublicationScope(nowMs, regions), _clocks, _ages, _regions.Slow.Ms, Ledger);
    }

    /// <summary>
    /// All that <see cref="Publish"/> changes, without the snapshot, whose making takes far longer: a restart repeats
    /// publications that nobody will read again.
    /// </summary>
    public void RepeatPublication(long nowMs)
    {
        _clocks.Advance(nowMs);
        _rollups.Advance(_clocks.NowMs);
        _positions.Check(nowMs, forgetEnded: !EventTime, _clocks.HasEnded);
        if (!EventTime && nowMs - _sweptMs >= SweepEveryMs)
        {
            _sweptMs = nowMs;
            _rollups.Expire(nowMs, _counterExpiryMs);
        }
        _rollups.MarkPublished(nowMs, EventTime);
        _ages.Publish(nowMs, EventTime);
    }

    /// <summary>Takes the events since the last call, oldest first; of each kind the first hundred, and how many more.</summary>
    public IReadOnlyList<CentralEvent> DrainEvents() => _events.Drain();

    private int Observe(Flush flush, FlushWindows windows, RegionAccount account, long nowMs)
    {
        var region = _clocks.IndexOf(flush.Id.Region);
        _clocks.ObserveTime(flush, windows, nowMs);
        _clocks.Regions[region].Clock.EndStandardInputBefore(flush.Id);
        foreach (var progress in flush.Sources)
        {
            var isNews = _positions.Cover(account, progress, nowMs);
            _clocks.Observe(region, flush.Id, progress, isNews);
        }
        _clocks.Advance(nowMs);
        _rollups.Advance(_clocks.NowMs);
        return region;
    }

    private (long Total, long Late) AddRows(Flush flush, MergeContext context)
    {
        var product = _rollups.Product;
        var (totalBefore, lateBefore) = (product.GainedRequests, product.GainedLate);
        // A window is late that ended more than counter_max_age before the clock.
        var lateBeforeMs = EventTime ? long.MinValue : _clocks.LateClockMs - _counterMaxAgeMs - _windowSizeMs;
        foreach (var block in flush.Rows.Blocks) _blocks.Add(block, context, lateBeforeMs);
        return (product.GainedRequests - totalBefore, product.GainedLate - lateBefore);
    }

    /// <summary>Writes all state. <see cref="Load"/> into a new engine with the same options goes on exactly as this one.</summary>
    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(StateVersion);
        writer.Write(_windowSizeMs);
        writer.Write(_sweptMs);
        _guard.Save(writer);
        _regions.Save(writer);
        _positions.Save(writer);
        _clocks.Save(writer);
        _rollups.Save(writer);
        _ages.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote; only before anything else.</summary>
    /// <exception cref="InvalidDataException">Another version's state, or of another window size.</exception>
    public void Load(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var version = reader.ReadInt32();
        if (version is < StateVersionWithoutPasses or > StateVersion)
        {
            throw new InvalidDataException(
                $"The saved state has version {version}; this program reads versions {StateVersionWithoutPasses} to {StateVersion}: use the program version that wrote it, or a later one.");
        }
        var windowSizeMs = reader.ReadInt64();
        if (windowSizeMs != _windowSizeMs)
        {
            throw new InvalidDataException(
                $"The saved state has slots of {windowSizeMs} ms but windows.size is {_windowSizeMs} ms: set it back, or start with an empty data directory.");
        }
        _sweptMs = reader.ReadInt64();
        _guard.Load(reader);
        _regions.Load(reader, hasPasses: version > StateVersionWithoutPasses);
        _positions.Load(reader, _regions);
        _clocks.Load(reader);
        _rollups.Load(reader);
        if (version > StateVersionWithoutAges) _ages.Load(reader);
    }
}
