namespace Aggregator.PipelineTests.Prometheus;

/// <summary>What a scrape says of itself, by which its other values can be worked out from the logs.</summary>
/// <param name="AtMs">Prometheus' timestamp of it, in ms since the Unix epoch.</param>
/// <param name="EndsMs">Ends of the minutes that gauges show: the global one, and each region's own.</param>
/// <param name="LogsRead">How many logs its counters were fed, by source region: the first so many.</param>
public sealed record LiveScrape(long AtMs, IReadOnlyList<long> EndsMs, IReadOnlyDictionary<string, long> LogsRead)
{
    /// <summary>True when all regions' gauges end with the same window, so that their sum is a minute's.</summary>
    public bool HasOneEnd(int regions) => EndsMs.Count == regions + 1 && EndsMs.Distinct().Count() == 1;

    /// <summary>All scrapes of the last minutes, oldest first.</summary>
    public static async Task<IReadOnlyList<LiveScrape>> AllAsync(PromQl queries)
    {
        var ends = (await queries.QueryAsync("aggregator_central_published_end_seconds[10m]"))
            .SelectMany(series => series.Samples)
            .ToLookup(sample => sample.AtMs, sample => (long)(sample.Value * 1000));
        var read = (await queries.QueryAsync("aggregator_central_logs_read_total[10m]"))
            .SelectMany(series => series.Samples.Select(sample => (Region: series["source_region"], sample.AtMs, sample.Value)))
            .ToLookup(sample => sample.AtMs);
        return
        [
            .. (await queries.QueryAsync("up[10m]")).Single().Samples
                .Where(up => up.Value > 0)
                .Select(up => new LiveScrape(
                    up.AtMs, [.. ends[up.AtMs]],
                    read[up.AtMs].ToDictionary(sample => sample.Region, sample => (long)sample.Value, StringComparer.Ordinal))),
        ];
    }
}
