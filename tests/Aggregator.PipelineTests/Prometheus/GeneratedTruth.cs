using System.Globalization;
using Aggregator.Core.Transport.Local;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>
/// What a stopped standalone's generators made, log by log, worked out without the pipeline: a generator's log is a
/// function of its options, its start and its number. Start and count are in the region's last flush.
/// </summary>
public sealed class GeneratedTruth
{
    /// <summary>What warm-up calls call; the standalone must filter them out.</summary>
    public const string WarmUpDomain = "popwarmup.aliyuncs.com";

    private const long MinuteMs = 60_000;

    private readonly Dictionary<string, GeneratedLog[]> _logs;

    private GeneratedTruth(Dictionary<string, GeneratedLog[]> logs) => _logs = logs;

    /// <summary>Makes all logs again.</summary>
    /// <param name="dataDir">Where the standalone kept its state.</param>
    /// <param name="generators">Its sources, by source region; warm-up calls were filtered out.</param>
    public static GeneratedTruth Of(string dataDir, IReadOnlyDictionary<string, GenerateOptions> generators) =>
        new(generators.ToDictionary(
            generator => generator.Key,
            generator => LogsOf(Path.Combine(dataDir, "compact", generator.Key), generator.Key, generator.Value),
            StringComparer.Ordinal));

    /// <summary>The first logs of every region, without those that are not to be aggregated.</summary>
    /// <param name="logsRead">How many, by region.</param>
    public IEnumerable<GeneratedLog> First(IReadOnlyDictionary<string, long> logsRead) =>
        logsRead.SelectMany(region => _logs[region.Key].Take((int)region.Value)).Where(IsWanted);

    /// <summary>The logs between two counts of <see cref="First"/>.</summary>
    public IEnumerable<GeneratedLog> Between(IReadOnlyDictionary<string, long> from, IReadOnlyDictionary<string, long> to) =>
        to.SelectMany(region => _logs[region.Key].Take((int)region.Value).Skip((int)from[region.Key])).Where(IsWanted);

    /// <summary>The logs to be aggregated of the minute that ends at <paramref name="endMs"/>, by event time.</summary>
    public IEnumerable<GeneratedLog> LastMinute(long endMs) => _logs.Values
        .SelectMany(logs => logs)
        .Where(log => log.EventTimeMs >= endMs - MinuteMs && log.EventTimeMs < endMs && IsWanted(log));

    // Neither damaged nor a warm-up call, which the configuration filters out.
    private static bool IsWanted(GeneratedLog log) =>
        log.Damage == GeneratedDamage.None && !string.Equals(log.Domain, WarmUpDomain, StringComparison.Ordinal);

    private static GeneratedLog[] LogsOf(string folder, string region, GenerateOptions options)
    {
        var (startMs, count) = Progress(folder);
        var generator = new LogGenerator(options, region, startMs);
        var logs = new GeneratedLog[count];
        for (var n = 0L; n < count; n++) logs[n] = generator.Describe(n);
        return logs;
    }

    // A generator's topic ends with its start: cn-hangzhou-seed7-1f00a9c2-1763632215678.
    private static (long StartMs, long Count) Progress(string folder)
    {
        using var log = CompactLog.OpenReadOnly(folder);
        var progress = LastFlush.Find(log).Sources.Single();
        var start = progress.Id.Topic[(progress.Id.Topic.LastIndexOf('-') + 1)..];
        return (long.Parse(start, CultureInfo.InvariantCulture), progress.Next);
    }
}
