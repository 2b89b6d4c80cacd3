using Aggregator.Core.Aggregation;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;

namespace Aggregator.Tests.Core.Wire;

/// <summary>The flushes behind the golden bytes, by the names of their files. They never change.</summary>
internal static class GoldenFlushes
{
    private const long WindowMs = 1_768_484_240_000;

    /// <summary>The worked example of docs/WIRE-FORMAT.md.</summary>
    public static Flush Example => new(
        new FlushId("cn-a", "w0", Epoch: 7, Sequence: 300), WindowSizeMs: 10_000, SlowMs: 1_000, CreatedMs: WindowMs + 15_000,
        [
            new Row(Key("1098370000003503", 200, ""), TenantLevel.Known("GC5"), Measures(0, 14, 20, 20)),
            new Row(Key("00123", 200, ""), TenantLevel.None, Measures(0, [null])),
            new Row(Key("1098370000003503", 429, "Throttling.User"), TenantLevel.Unresolved, Measures(2, 3, 1500)),
        ],
        [
            new SourceProgress(
                new SourceId("kc1", "gw", 2), PartitionCount: 4, From: 1_000, Next: 1_009, Messages: 8, Logs: 8, Holes: 1, Lost: 0,
                WatermarkMs: WindowMs + 10_000, HighestEventMs: WindowMs + 15_000, SourceStates.None),
        ],
        [new OutcomeCount(Outcome.Aggregated, "", 6), new OutcomeCount(Outcome.Filtered, "warmup", 2)]);

    /// <summary>No rows, and a partition of which nothing is known.</summary>
    public static Flush Heartbeat => new(
        new FlushId("cn-a", "w0", Epoch: 7, Sequence: 301), 10_000, 1_000, WindowMs + 20_000,
        [],
        [
            new SourceProgress(
                new SourceId("file", "/var/log/gateway/a.log", 0), 1, 0, 0, 0, 0, 0, 0, WatermarkTracker.None, WatermarkTracker.None,
                SourceStates.Idle | SourceStates.Historic),
        ],
        []);

    private static GroupKey Key(string uid, int code, string error) => new(
        WindowMs, "ecs", "DescribeInstances", "2014-05-26", uid, "cn-a", "pop-1", code, error, "cn-b");

    private static PartialAggregate Measures(int throttled, params long?[] latencies)
    {
        var partial = new PartialAggregate();
        foreach (var latency in latencies)
        {
            if (latency is null) partial.Add(throttled: throttled-- > 0);
            else partial.Add(latency.Value, slow: latency > 1_000, throttled: throttled-- > 0);
        }
        return partial;
    }
}
