using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Windowing;

namespace Aggregator.Regional;

/// <summary>
/// What happens to one log on its way into a flush: steps 2 to 5 of the walk, and the making of the flush itself. No
/// I/O but dead letters, no clock of its own, one thread. The loop around it is <see cref="RegionalPipeline"/>.
/// </summary>
public sealed class RegionalEngine
{
    /// <summary>Name of the built-in filter: a log needs a product and an API.</summary>
    public const string RequiredFilter = "required";

    // 2000-01-01: an older event time is a broken clock or a broken field.
    private const long OldestEventMs = 946_684_800_000;

    private readonly RegionalEngineOptions _options;
    private readonly Enrichment _enrichment;
    private readonly IDeadLetters? _deadLetters;
    private readonly TumblingWindow _window;
    private readonly long _slowMs;
    private readonly long _maxFutureMs;
    private readonly LimitedRule _limited;
    private readonly GroupTable _groups = new();
    private readonly OutcomeTable _outcomes = new();
    private readonly LogRecord _record = new();
    private long _sequence;
    private long _lastWindowStartMs;

    /// <summary>An engine with empty groups.</summary>
    public RegionalEngine(RegionalEngineOptions options, Enrichment enrichment, IDeadLetters? deadLetters)
    {
        _options = options;
        _enrichment = enrichment;
        _deadLetters = deadLetters;
        _window = new TumblingWindow((long)options.Windows.Size.TotalMilliseconds);
        _slowMs = (long)options.Measures.Slow.TotalMilliseconds;
        _maxFutureMs = (long)options.Windows.MaxFuture.TotalMilliseconds;
        _limited = new LimitedRule(options.Measures.Limited);
    }

    /// <summary>Groups gathered since the last flush.</summary>
    public int Groups => _groups.Count;

    /// <summary>True when a flush must be made before more is read: the dead letters held for it are many, or its logs are.</summary>
    public bool IsFull => _groups.IsFull || _deadLetters is { IsFull: true };

    /// <summary>Logs since the last flush that came after their window was closed; they are counted all the same.</summary>
    public long LateLogs { get; private set; }

    /// <summary>Logs since the last flush that were aggregated without their latency, because it was no latency.</summary>
    public long InvalidLatencies { get; private set; }

    /// <summary>A receiver for the logs of one source, which are in one format and pass one set of filters.</summary>
    /// <param name="parser">Reads the format.</param>
    /// <param name="filters">The rules.</param>
    /// <param name="maxAge">A log whose event time is further than this before its arrival is too old; null: none is.</param>
    public LogReceiver ReceiverFor(ILogParser parser, FilterSet filters, TimeSpan? maxAge = null) =>
        new SourceReceiver(this, parser, filters, maxAge is { } age ? (long)age.TotalMilliseconds : long.MaxValue);

    /// <summary>
    /// Everything since the last flush. Nothing is forgotten before <see cref="Flushed"/>, so a publication that
    /// failed can be made again.
    /// </summary>
    public Flush MakeFlush(IReadOnlyList<SourcePartition> partitions, long nowMs)
    {
        _deadLetters?.Flush();
        return new Flush(
            new FlushId(_options.Region, _options.Worker, _options.Epoch, _sequence),
            _window.SizeMs, _slowMs, nowMs,
            _groups.ToRows(_enrichment.Tenants, _limited), [.. partitions.Select(partition => partition.ToProgress())], _outcomes.ToCounts());
    }

    /// <summary>The flush is durable: starts the next one.</summary>
    public void Flushed(IReadOnlyList<SourcePartition> partitions)
    {
        _groups.Clear();
        _outcomes.Clear();
        LateLogs = InvalidLatencies = 0;
        _sequence++;
        foreach (var partition in partitions) partition.Flushed();
    }

    /// <summary>Takes a log that was parsed into the record; <paramref name="unreadable"/> says why not.</summary>
    private void Take(
        string? unreadable, FilterSet filters, long maxAgeMs, SourcePartition partition, ReadOnlySpan<byte> log, in LogArrival arrival)
    {
        if (unreadable is not null)
        {
            if (IsBlank(log)) return; // not a log; only what cannot be read has to be asked
            partition.Logs++;
            Reject(Outcome.Malformed, unreadable, partition, log, arrival);
            return;
        }
        partition.Logs++;
        var values = _record.In(log);
        var dropped = filters.Match(values) ?? (HasRequiredFields(values) ? null : RequiredFilter);
        if (dropped is not null)
        {
            _outcomes.Add(Outcome.Filtered, dropped);
            // It tells the time all the same: a partition of dropped logs must not hold its region back.
            if (_record.EventTimeMs is { } time && IsPlausible(time, maxAgeMs, arrival)) partition.Watermark.Observe(time);
            return;
        }
        if (_record.EventTimeMs is not { } eventMs || !IsPlausible(eventMs, maxAgeMs, arrival))
        {
            var (outcome, reason) = WhyImplausible(_record.EventTimeMs, arrival);
            Reject(outcome, reason, partition, log, arrival);
            return;
        }
        var windowStartMs = StartOf(eventMs);

        // 3. look up the cluster, 4. add to its window's group
        if (values.LatencyIsInvalid) InvalidLatencies++;
        _groups.Add(windowStartMs, values, _enrichment.Clusters, _slowMs);
        _outcomes.Add(Outcome.Aggregated, "");

        // 5. advance the partition's watermark
        if (_window.IsClosed(windowStartMs, partition.Watermark.WatermarkMs)) LateLogs++;
        partition.Watermark.Observe(eventMs);
    }

    /// <summary>The window of a log, which is nearly always that of the log before: no division then.</summary>
    private long StartOf(long eventMs)
    {
        if ((ulong)(eventMs - _lastWindowStartMs) >= (ulong)_window.SizeMs) _lastWindowStartMs = _window.StartOf(eventMs);
        return _lastWindowStartMs;
    }

    private void Reject(Outcome outcome, string reason, SourcePartition partition, ReadOnlySpan<byte> log, in LogArrival arrival)
    {
        _outcomes.Add(outcome, reason);
        var isTruncated = string.Equals(arrival.Damage, MalformedReasons.TooLong, StringComparison.Ordinal);
        _deadLetters?.Add(partition.Id, arrival.Position, outcome, reason, log, isTruncated);
    }

    private bool IsPlausible(long eventMs, long maxAgeMs, in LogArrival arrival) =>
        eventMs >= OldestEventMs && eventMs <= arrival.ArrivedMs + _maxFutureMs && arrival.ArrivedMs - eventMs <= maxAgeMs;

    /// <summary>The outcome of a log whose event time cannot be believed.</summary>
    private static (Outcome Outcome, string Reason) WhyImplausible(long? eventTimeMs, in LogArrival arrival) => eventTimeMs switch
    {
        null => (Outcome.Malformed, MalformedReasons.NoTime),
        < OldestEventMs => (Outcome.Malformed, MalformedReasons.Before2000),
        { } eventMs => (eventMs > arrival.ArrivedMs ? Outcome.Future : Outcome.TooOld, ""),
    };

    private static bool HasRequiredFields(in LogValues log) =>
        !log[LogRecord.Fields.Product].IsEmpty && !log[LogRecord.Fields.Api].IsEmpty;

    private static bool IsBlank(ReadOnlySpan<byte> message) => message.Trim(" \t\r"u8).IsEmpty;

    private sealed class SourceReceiver(RegionalEngine engine, ILogParser parser, FilterSet filters, long maxAgeMs) : LogReceiver
    {
        public override void Take(SourcePartition partition, ReadOnlySpan<byte> log, in LogArrival arrival)
        {
            if (arrival.Damage is { } damage)
            {
                partition.Logs++;
                engine.Reject(Outcome.Malformed, damage, partition, log, arrival);
                return;
            }
            // 2. parse + filter
            engine.Take(parser.Parse(log, engine._record), filters, maxAgeMs, partition, log, arrival);
        }

        public override int TakeFirst(SourcePartition partition, ReadOnlySpan<byte> lines, bool endIsLineEnd, in LogArrival arrival)
        {
            var unreadable = parser.ParseFirst(lines, endIsLineEnd, engine._record, out var log, out var length);
            if (length > 0) engine.Take(unreadable, filters, maxAgeMs, partition, log, arrival);
            return length;
        }
    }
}
