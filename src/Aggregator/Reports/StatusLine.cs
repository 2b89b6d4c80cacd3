using System.Globalization;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using Aggregator.Regional.Telemetry;

namespace Aggregator.Reports;

/// <summary>
/// The line that a running job prints every ten seconds: logs a second, outcomes, watermark, series, freshness.
/// </summary>
public sealed class StatusLine(IReadOnlyList<RegionalProgress> regions, long startMs)
{
    // Without any log, event time has not begun.
    private const long Year2000Ms = 946_684_800_000;

    // Over less than this a rate says nothing.
    private const double ShortestSeconds = 1;

    private long _lastLogs;
    private long _lastMs = startMs;

    /// <summary>The line of a regional job for now; the rate is since the call before, or since the start.</summary>
    /// <param name="nowMs">Wall time.</param>
    public string Next(long nowMs)
    {
        var snapshots = regions.Select(region => region.Current).ToList();
        var logs = snapshots.Sum(region => region.Logs);
        var seconds = (nowMs - _lastMs) / 1000.0;
        var rate = (logs - _lastLogs) / seconds;
        (_lastLogs, _lastMs) = (logs, nowMs);

        var watermarkMs = snapshots.Select(region => region.WatermarkMs).DefaultIfEmpty(WatermarkTracker.None).Min();
        var line = $"{Number(logs)} logs ({Outcomes(snapshots)}) · watermark {Time(watermarkMs)}";
        return seconds >= ShortestSeconds ? $"{Number(rate)} logs/s · {line}" : line;
    }

    /// <summary>The line of a job of both tiers.</summary>
    /// <param name="nowMs">Wall time.</param>
    /// <param name="series">Lines of the exposition; null while it is not there yet.</param>
    /// <param name="publishedEndMs">End of the newest window that the gauges show; null before the first.</param>
    public string Next(long nowMs, long? series, long? publishedEndMs)
    {
        var line = new List<string> { Next(nowMs), series is { } lines ? $"{Number(lines)} series" : "no series yet" };
        if (publishedEndMs is { } endMs and > Year2000Ms)
        {
            line.Add($"gauges to {Time(endMs)}");
            if (nowMs - endMs is > 0 and < 86_400_000) line.Add($"{(nowMs - endMs) / 1000.0:F0} s behind now");
        }
        return string.Join(" · ", line);
    }

    private static string Outcomes(IEnumerable<RegionalProgressSnapshot> regions)
    {
        var counts = regions
            .SelectMany(region => region.Outcomes)
            .GroupBy(entry => entry.Key.Outcome)
            .OrderBy(group => group.Key)
            .Select(group => $"{OutcomeNames.Of(group.Key)} {Number(group.Sum(entry => entry.Value))}");
        return string.Join(", ", counts) is { Length: > 0 } text ? text : "none yet";
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Time(long ms) => ms is WatermarkTracker.None or 0
        ? "none"
        : DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
