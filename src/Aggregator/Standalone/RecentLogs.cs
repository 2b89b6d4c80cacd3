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
    /// True when no source is known to be live: each is a file that is read once, a followed file whose last logs are older
    /// than a minute, or standard input, which shows by its first logs whether it is live. Logs from the future will be
    /// rejected, so they say nothing of a file's age.
    /// </summary>
    public static bool AreNotExpected(AggregatorOptions options, long nowMs)
    {
        var futureMs = nowMs + (long)options.Windows.MaxFuture.TotalMilliseconds;
        return options.Sources.All(source =>
            source.Generate is null && (source.Stdin || !source.Follow || IsOld(source, nowMs, futureMs)));
    }

    /// <summary>An empty source is not old: whatever comes first will be live.</summary>
    private static bool IsOld(SourceOptions source, long nowMs, long futureMs)
    {
        var holdsLogs = false;
        foreach (var newestMs in NewestOfEachFile(source, futureMs))
        {
            if (newestMs >= nowMs - RecentMs) return false; // the other files need not be opened
            holdsLogs = true;
        }
        return holdsLogs;
    }

    private static IEnumerable<long> NewestOfEachFile(SourceOptions source, long futureMs)
    {
        var parser = LogParsers.Create(source, new LogFields([], source));
        var record = new LogRecord();
        foreach (var path in new FilePattern(source.File!).Files().Select(file => file.Path))
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
