using Aggregator.PipelineTests.Prometheus;
using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// What a drill's logs say, against which answers about its series are judged. The gateway writes one file, so a scrape counts
/// the first so many of its logs, and its counters' sum says how many.
/// </summary>
internal sealed class DrillTruth
{
    private static readonly long MinuteMs = (long)TimeSpan.FromMinutes(1).TotalMilliseconds;

    private readonly List<GeneratedLog> _logs;

    private DrillTruth(IEnumerable<GeneratedLog> logs, IReadOnlyList<(long AtMs, int Logs)> scrapes)
    {
        _logs = [.. logs.Where(log => log.Damage == GeneratedDamage.None)];
        Scrapes = scrapes;
    }

    /// <summary>The scrapes of products, oldest first: when, and how many logs their counters count.</summary>
    public IReadOnlyList<(long AtMs, int Logs)> Scrapes { get; }

    /// <summary>The truth of a run, and the scrapes that Prometheus made of it.</summary>
    public static async Task<DrillTruth> OfAsync(DrillRun run)
    {
        var scrapes = (await run.Stack.Queries.QueryAsync("up{job=\"aggregator-product\"}[15m]", run.Ends.RunMs)).Single().Samples.Where(up => up.Value == 1);
        List<(long, int)> counted = [];
        foreach (var (atMs, _) in scrapes)
        {
            var sum = await run.Stack.Queries.QueryAsync("sum(namespace_product_gw_http_req_total)", atMs);
            if (sum.Count > 0) counted.Add((atMs, (int)sum[0].Last));
        }
        return new DrillTruth(run.Logs, counted);
    }

    /// <summary>The logs of the minute that ends before <paramref name="endMs"/>, by event time.</summary>
    public List<GeneratedLog> Minute(long endMs) => [.. _logs.Where(log => log.EventTimeMs >= endMs - MinuteMs && log.EventTimeMs < endMs)];

    /// <summary>
    /// <c>sum(rate(5xx[1m])) / sum(rate(req[1m]))</c> at a time: every label set's counts at the scrapes of that minute, and
    /// between them and the minute's ends the straight line that <c>rate()</c> draws.
    /// </summary>
    public double ErrorRatioAt(long atMs)
    {
        List<(long AtMs, int Logs)> scrapes = [.. Scrapes.Where(scrape => scrape.AtMs >= atMs - MinuteMs && scrape.AtMs <= atMs)];
        var (failed, all) = (0.0, 0.0);
        foreach (var labels in _logs.Take(scrapes[^1].Logs).Select((log, number) => (log, number)).GroupBy(pair => (pair.log.Api.Product, pair.log.Node.IsListed)))
        {
            all += Increase([.. scrapes.Select(scrape => (scrape.AtMs, labels.Count(pair => pair.number < scrape.Logs)))], atMs);
            failed += Increase([.. scrapes.Select(scrape => (scrape.AtMs, labels.Count(pair => pair.number < scrape.Logs && Questions.Is5xx(pair.log))))], atMs);
        }
        return failed / all;
    }

    /// <summary>
    /// Prometheus' <c>increase()</c> over the minute before a time, without resets: extended to both ends of the minute where the
    /// first or last sample is near (1.1 mean intervals), else by half an interval, and never below 0.
    /// </summary>
    private static double Increase(List<(long AtMs, int Count)> samples, long atMs)
    {
        double increase = samples[^1].Count - samples[0].Count;
        double sampledMs = samples[^1].AtMs - samples[0].AtMs;
        var intervalMs = sampledMs / (samples.Count - 1);
        double beforeMs = samples[0].AtMs - (atMs - MinuteMs);
        double afterMs = atMs - samples[^1].AtMs;
        if (increase > 0) beforeMs = Math.Min(beforeMs, sampledMs * samples[0].Count / increase);
        var extendedMs = sampledMs + Extension(beforeMs) + Extension(afterMs);
        return increase * extendedMs / sampledMs;

        double Extension(double ms) => ms < intervalMs * 1.1 ? ms : intervalMs / 2;
    }
}
