using Aggregator.Core.Aggregation;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using FsCheck;
using FsCheck.Fluent;
using Outcome = Aggregator.Core.Wire.Outcome;

namespace Aggregator.Tests.Core.Wire;

/// <summary>Flushes that a random number names, of anything the types allow: the odd values come often.</summary>
internal sealed class FlushGenerator(int seed)
{
    private static readonly string[] Texts =
    [
        "", "a", "ecs", "DescribeInstances", "\"\\\n\r\0", "unknown", "_unknown", "__overflow__", "中文", "😀",
        string.Concat(Enumerable.Repeat("😀", 64)), new('x', 256), "\ufffd",
    ];

    private static readonly string[] Uids =
    [
        "", "0", "00", "00123", "123", "-1", "+1", " 1", "1 ", "1\0", "1.0", "1e3", "١٢", "9223372036854775807",
        "9223372036854775808", "18446744073709551615", "18446744073709551616", "1098370000003503", "unknown",
    ];

    private const long MostLogs = 1L << 40;
    private const long MostRtSum = 1L << 50;

    private readonly Random _random = new(seed);

    public static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue).ToArbitrary();

    /// <summary>A flush of at most <paramref name="maxRows"/> rows, in order.</summary>
    public Flush Next(int maxRows = 60) => new(
        new FlushId(Text(), Text(), Number(), Number()), Number(), Number(), Time(),
        Rows(_random.Next(maxRows + 1)), Many(8, Source), Many(6, Outcome));

    public RowSet Rows(int count)
    {
        // Few or many different values a column, as in real flushes.
        var variety = _random.Next(1, 40);
        var rows = new SortedSet<Row>(Comparer<Row>.Create(Row.Compare));
        for (var i = 0; i < count; i++) rows.Add(RandomRow(variety));
        return [.. rows];
    }

    private Row RandomRow(int variety)
    {
        var key = new GroupKey(
            _random.Next(50) == 0 ? Number() : 10_000 * _random.Next(2), Label(variety), Label(variety), Label(variety),
            Uid(), Label(variety), Label(variety), _random.Next(3) == 0 ? _random.Next(1000) : 200, Label(variety), Label(variety));
        var level = _random.Next(4) switch
        {
            0 => TenantLevel.None,
            1 => TenantLevel.Unresolved,
            _ => TenantLevel.Known(Label(variety)),
        };
        return new Row(key, level, _random.Next(20) == 0 ? Huge() : Measures());
    }

    private PartialAggregate Measures()
    {
        var partial = new PartialAggregate();
        for (var logs = _random.Next(1, 8); logs > 0; logs--)
        {
            var latency = _random.Next(3) == 0 ? _random.NextInt64(LatencyBuckets.MaxLatencyMs + 1) : _random.Next(300);
            if (_random.Next(5) == 0) partial.Add(throttled: _random.Next(2) == 0);
            else partial.Add(latency, slow: latency > 1000, throttled: _random.Next(9) == 0);
        }
        return partial;
    }

    // The most that the format allows.
    private static PartialAggregate Huge()
    {
        var partial = new PartialAggregate
        {
            Count = MostLogs,
            RtCount = MostLogs,
            RtSum = MostRtSum,
            RtMax = MostRtSum / MostLogs,
            Slow = MostLogs,
            Throttled = MostLogs,
            Histogram = new LatencyHistogram(),
        };
        partial.Histogram.Add(LatencyBuckets.IndexOf(partial.RtMax), MostLogs);
        return partial;
    }

    private SourceProgress Source()
    {
        var from = Number();
        return new SourceProgress(
            new SourceId(Text(), Text(), _random.Next()), _random.Next(), from, from + Math.Min(Number(), long.MaxValue - from),
            Logs(), Logs(), Number(), Number(), Time(), Time(), (SourceStates)_random.Next(16))
        {
            AbsentSinceMs = _random.Next(2) == 0 ? 0 : Number(),
        };
    }

    private OutcomeCount Outcome() => new((Outcome)_random.Next(5), Text(), Logs());

    private long Logs() => Math.Min(Number(), MostLogs);

    private string Label(int variety) => _random.Next(4) == 0 ? Text() : $"label-{_random.Next(variety)}";

    private string Uid() => _random.Next(3) == 0
        ? Uids[_random.Next(Uids.Length)]
        : (1_000_000_000_000_000 + _random.Next(1000)).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private string Text() => Texts[_random.Next(Texts.Length)];

    private long Number() => _random.Next(4) switch
    {
        0 => _random.Next(3),
        1 => _random.Next(),
        2 => _random.NextInt64(),
        _ => long.MaxValue,
    };

    private long Time() => _random.Next(4) switch
    {
        0 => WatermarkTracker.None,
        1 => long.MaxValue,
        2 => -_random.NextInt64(),
        _ => 1_768_484_243_000 + _random.Next(),
    };

    private List<T> Many<T>(int most, Func<T> one) => [.. Enumerable.Range(0, _random.Next(most)).Select(_ => one())];
}
