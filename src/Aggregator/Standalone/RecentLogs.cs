using Aggregator.Configuration;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Options;

namespace Aggregator.Standalone;

/// <summary>Says whether a standalone has only old files to read, so that its now must be event time.</summary>
public static class RecentLogs
{
    private const long RecentMs = 60_000;

    // Enough to find one that can be read behind some that cannot.
    private const int LinesLookedAt = 20;

    /// <summary>
    /// True when every source is a file, at least one of them holds logs, and the last logs of none are younger than
    /// a minute. Logs from the future will be rejected, so they say nothing of a file's age.
    /// </summary>
    public static bool AreOnlyOldFiles(AggregatorOptions options, long nowMs)
    {
        if (options.Sources.Any(source => source.File is null)) return false;
        var futureMs = nowMs + (long)options.Windows.MaxFuture.TotalMilliseconds;
        List<long> newest = [.. options.Sources.SelectMany(source => NewestOfEachFile(source, futureMs))];
        return newest.Count > 0 && newest.Max() < nowMs - RecentMs;
    }

    private static IEnumerable<long> NewestOfEachFile(SourceOptions source, long futureMs)
    {
        var parser = LogParsers.Create(source, new LogFields([]));
        var record = new LogRecord();
        foreach (var path in new FilePattern(source.File!).Files().Select(file => file.FullName))
        {
            var times = FileTail.LastLines(path, LinesLookedAt)
                .Where(line => parser.Parse(line, record) is null)
                .Select(_ => record.EventTimeMs)
                .OfType<long>()
                .Where(timeMs => timeMs <= futureMs)
                .ToList();
            if (times.Count > 0) yield return times.Max();
        }
    }
}
