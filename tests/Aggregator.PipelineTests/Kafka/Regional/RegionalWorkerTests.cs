using System.Text;
using System.Text.Json;
using Aggregator.Core.Wire;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Regional;

/// <summary>What one worker makes of a topic.</summary>
public sealed class RegionalWorkerTests
{
    [Fact]
    public async Task Counts_every_log_once_and_goes_on_where_it_stopped()
    {
        await using var region = new KafkaRegion(partitions: 3);
        for (var partition = 0; partition < 3; partition++) await region.ProduceAsync(partition, 20);
        var first = region.StartWorker();
        await region.CountedAsync(60);
        await region.ProduceAsync(1, 10);
        Assert.Equal(0, await first.StopAsync());

        await region.ProduceAsync(2, 10);
        region.StartWorker();
        var flushes = await region.CountedAsync(80);
        region.AssertCountedOnce(flushes);
        Assert.Equal(2, flushes.Select(flush => flush.Id.Epoch).Distinct().Count());
        Assert.All(flushes.SelectMany(flush => flush.Sources), source => Assert.Equal((region.Broker.ClusterId, KafkaRegion.Logs, 3), (source.Id.Cluster, source.Id.Topic, source.PartitionCount)));
    }

    [Fact]
    public async Task Tells_each_outcome_and_sends_dead_letters_with_the_flush()
    {
        await using var region = new KafkaRegion(partitions: 1);
        await region.SendAsync(0, Encoding.UTF8.GetBytes($"{region.NextLog()}\r\n\n{region.NextLog()}\n"));
        await region.SendAsync(0, []);
        await region.SendAsync(0, null);
        await region.SendAsync(0, [0xFF, 0x00, 0x16]);
        await region.SendAsync(0, Encoding.UTF8.GetBytes(new string('x', 900_000)));
        await region.SendAsync(0, Encoding.UTF8.GetBytes(Log(KafkaRegion.Now.AddMinutes(5))));
        await region.SendAsync(0, Encoding.UTF8.GetBytes(Log(KafkaRegion.Now.AddHours(-25))));
        await region.SendAsync(0, "\n \n"u8.ToArray());
        region.StartWorker();
        var flushes = await region.CountedAsync(8);
        region.AssertCountedOnce(flushes);

        var outcomes = flushes.SelectMany(flush => flush.Outcomes)
            .GroupBy(outcome => (outcome.Outcome, outcome.Detail))
            .ToDictionary(group => group.Key, group => group.Sum(outcome => outcome.Count));
        Assert.Equal(2, outcomes[(Outcome.Aggregated, "")]);
        Assert.Equal(2, outcomes[(Outcome.Malformed, "empty")]);
        Assert.Equal(1, outcomes[(Outcome.Malformed, "not_in_format")]);
        Assert.Equal(1, outcomes[(Outcome.Malformed, "too_long")]);
        Assert.Equal(1, outcomes[(Outcome.Future, "")]);
        Assert.Equal(1, outcomes[(Outcome.TooOld, "")]);
        Assert.Equal(8, flushes.Sum(flush => flush.Sources.Sum(source => source.Logs)));

        var letters = await Eventually.Async(() => Task.FromResult(region.ReadTopic(KafkaRegion.DeadLetters, 1)), read => read.Count == 6);
        var reasons = letters.Select(letter => JsonDocument.Parse(letter.Value).RootElement)
            .Select(letter => $"{letter.GetProperty("position").GetInt64()} {letter.GetProperty("reason").GetString()}");
        Assert.Equal("1 malformed/empty, 2 malformed/empty, 3 malformed/not_in_format, 4 malformed/too_long, 5 future, 6 too_old", string.Join(", ", reasons));
    }

    [Fact]
    public async Task Tells_of_itself_and_is_ready_once_it_has_partitions()
    {
        await using var region = new KafkaRegion(partitions: 2);
        await region.ProduceAsync(0, 5);
        var worker = region.StartWorker();
        var metrics = await worker.AddressAsync();
        using var http = new HttpClient();
        await Eventually.Async(() => http.GetAsync(new Uri(metrics, "/readyz")), answer => answer.IsSuccessStatusCode);
        var scrape = await Eventually.Async(
            () => Exposition.ScrapeAsync(http, metrics),
            answer => answer.Sum("aggregator_regional_logs_total") == 5 && answer.Sum("aggregator_regional_idle") == 2);
        Assert.Equal(1, scrape.Sum("aggregator_regional_sessions_total"));
        Assert.Equal(0, scrape.Sum("aggregator_regional_session_ends_total"));
        Assert.Equal(0, scrape.Sum("aggregator_regional_lag_messages"));
        Assert.True(scrape.Sum("aggregator_regional_commits_total") >= 1);
    }

    [Fact]
    public async Task Goes_on_by_the_time_while_a_partition_is_empty()
    {
        await using var region = new KafkaRegion(partitions: 2);
        await region.ProduceAsync(0, 1);
        region.StartWorker();
        var before = KafkaRegion.Now.ToUnixTimeMilliseconds();
        var flushes = await region.WaitAsync(read => read.Exists(flush => Watermark(flush, 1) > before + 1000));
        Assert.True(flushes[^1].Sources.Single(source => source.Id.Partition == 1).States.HasFlag(SourceStates.Idle));
    }

    private static long Watermark(Flush flush, int partition) =>
        flush.Sources.Where(source => source.Id.Partition == partition).Select(source => source.WatermarkMs + 5_000).DefaultIfEmpty(0).Max();

    private static string Log(DateTimeOffset time) => $$"""{"__time__":{{time.ToUnixTimeSeconds()}},"Product":"p","Api":"other","HttpCode":200}""";
}
