using System.Globalization;
using Aggregator.Central.Expose;
using Aggregator.Central.Topics;

namespace Aggregator.Central;

/// <summary>The line that a running central job prints every ten seconds: logs a second, regions, series, freshness.</summary>
public sealed class CentralStatusLine(IReadOnlyList<CompactTopic> topics, long startMs)
{
    // Without any log, event time has not begun.
    private const long Year2000Ms = 946_684_800_000;

    // Null before the first publication, which may show the logs of days: they were not merged just now.
    private long? _lastLogs;
    private long _lastMs = startMs;

    /// <summary>The line for now; the rate is since the call before.</summary>
    /// <param name="nowMs">Wall time.</param>
    /// <param name="current">The last publication; null before the first.</param>
    public string Next(long nowMs, ExpositionSnapshot? current)
    {
        if (current is null) return "the state is being read";
        var facts = current.Facts;
        var line = new List<string>();
        var logs = facts.Ledger.Regions.Sum(region => region.LogsRead);
        if (_lastLogs is { } before && nowMs > _lastMs) line.Add($"{Number((logs - before) * 1000.0 / (nowMs - _lastMs))} logs/s");
        (_lastLogs, _lastMs) = (logs, nowMs);

        line.Add($"{Number(logs)} logs");
        line.Add(Regions(facts.Regions.Count(region => region.IsCurrent)));
        line.Add($"{Number(current.SeriesCount)} series");
        if (facts.GlobalEndMs is { } endMs and > Year2000Ms)
            line.Add($"gauges to {Time(endMs)} · {(nowMs - endMs) / 1000.0:F0} s behind now");
        return string.Join(" · ", line);
    }

    private string Regions(int current)
    {
        var held = topics.Count(topic => topic.Held is not null);
        return $"{current} of {topics.Count} regions current" + (held > 0 ? $", {held} held" : "");
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(long ms) =>
        DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
