using System.Text;
using System.Text.Json;
using Aggregator.Commands;
using Aggregator.Core.Wire;
using Aggregator.PipelineTests.Broker.Faults;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Tools;

/// <summary><c>replay --kafka</c>: a time of the source topic again, equal to a replay of the same logs from a file.</summary>
public sealed class ReplayKafkaTests : IAsyncDisposable
{
    private const long StartS = 1_768_484_240;
    private const int Logs = 6000;

    private readonly KafkaBackend _kafka = KafkaBackend.Start();
    private readonly TemporaryFolder _folder = new();

    private static string[] Generated => ["--count", $"{Logs}", "--rate", "100", "--start", $"{StartS}"];

    public async ValueTask DisposeAsync()
    {
        await _kafka.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_rows_are_those_of_the_same_logs_in_a_file_within_the_range(int workers)
    {
        var config = await ShipAsync();

        var run = await ReplayAsync(config, StartS + 20, StartS + 40, "--workers", $"{workers}", "--offsets");

        Assert.True(run.Code == ExitCode.Done, run.Error + run.Output);
        var expected = (await FileRowsAsync()).Where(row => WindowOf(row) is >= StartS + 20 and < StartS + 40).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await File.ReadAllLinesAsync(_folder["rows.jsonl"], TestContext.Current.CancellationToken), StringComparer.Ordinal);
        Assert.Contains("ledger: balanced", run.Output, StringComparison.Ordinal);
        Assert.Contains(" logs of other times were read too and left out", run.Output, StringComparison.Ordinal);
        Assert.Equal(4, run.Lines.Count(line => line.Contains('→', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Metrics_are_of_the_ranges_last_minute()
    {
        var config = await ShipAsync();

        var run = await ReplayAsync(config, StartS + 20, StartS + 40, "--metrics", _folder["out.prom"]);

        Assert.True(run.Code == ExitCode.Done, run.Error + run.Output);
        var rows = await File.ReadAllLinesAsync(_folder["rows.jsonl"], TestContext.Current.CancellationToken);
        var metrics = Exposition.Parse(await File.ReadAllTextAsync(_folder["out.prom"], TestContext.Current.CancellationToken));
        Assert.Equal(rows.Sum(CountOf), metrics.Sum("namespace_product_gw_http_req_total"));
        Assert.Equal(rows.Sum(CountOf), metrics.Sum("namespace_product_gw_http_req"));
    }

    [Fact]
    public async Task Ranges_that_join_hold_every_log_once()
    {
        var config = await ShipAsync();
        var whole = await FileRowsAsync();
        var counted = 0L;
        for (var from = StartS - 10; from < StartS + 60; from += 10)
        {
            Assert.Equal(ExitCode.Done, (await ReplayAsync(config, from, from + 10)).Code);
            counted += (await File.ReadAllLinesAsync(_folder["rows.jsonl"], TestContext.Current.CancellationToken)).Sum(CountOf);
        }

        Assert.Equal(whole.Sum(CountOf), counted);
    }

    [Fact]
    public async Task Aborted_messages_and_markers_are_no_logs_and_no_gap()
    {
        var config = await ShipAsync();
        var topic = _kafka.Unique("gateway-logs");
        using (var messages = new CompactMessages(_kafka, topic))
        {
            // Stamped now, long after the range: the margin is what makes them be read.
            messages.Send(commit: false, Encoding.UTF8.GetBytes($$"""{"Product":"ecs","Api":"Run","__time__":{{StartS + 20}}}"""));
        }

        var run = await ReplayAsync(config, StartS, StartS + 60, "--margin", "3650d");

        Assert.True(run.Code == ExitCode.Done, run.Error + run.Output);
        Assert.Contains("0 missing, 0 lost, 0 covered twice, 2 holes", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_group_is_joined_and_nothing_committed()
    {
        var broker = _kafka.Broker;
        var config = await ShipAsync();

        Assert.Equal(ExitCode.Done, (await ReplayAsync(config, StartS, StartS + 60)).Code);
        Assert.Equal((0, 0, 0), (broker.Requests[ApiKey.JoinGroup], broker.Requests[ApiKey.OffsetCommit], broker.Requests[ApiKey.TxnOffsetCommit]));
    }

    [Fact]
    public async Task A_topic_of_its_own_gets_the_rows_as_one_flush_which_is_the_same_again_the_next_time()
    {
        var config = await ShipAsync();
        var target = await _kafka.TopicAsync("rebuilt");

        Assert.Equal(ExitCode.Done, (await ReplayAsync(config, StartS, StartS + 60, "--target-topic", target)).Code);
        var first = TopicContent.Read(_kafka, target, 1).ConvertAll(message => Convert.ToHexString(message.Value));
        Assert.Equal(ExitCode.Done, (await ReplayAsync(config, StartS, StartS + 60, "--target-topic", target, "--workers", "2")).Code);
        var both = TopicContent.Read(_kafka, target, 1);

        Assert.Equal([.. first, .. first], both.Select(message => Convert.ToHexString(message.Value)), StringComparer.Ordinal);
        var assembler = new FlushAssembler();
        var flush = both.Take(first.Count).Select((message, at) => assembler.Add(BatchReader.Read(message.Value).Chunk!, at)).Last();
        var rows = await File.ReadAllLinesAsync(_folder["rows.jsonl"], TestContext.Current.CancellationToken);
        Assert.Equal((rows.Length, rows.Sum(CountOf)), (flush!.Rows.Count, flush.Rows.Sum(row => row.Measures.Count)));
        Assert.Equal(new FlushId("cn-hangzhou", $"replay-{StartS}-{StartS + 60}", 1, 0), flush.Id);
        Assert.Equal(4, flush.Sources.Count);
    }

    [Theory]
    [InlineData(0)] // as if nothing had been written for days
    [InlineData(1000)]
    public async Task What_retention_removed_is_told_and_nothing_is_sent_in_its_place(int keptOfLaterLogs)
    {
        var config = await ShipAsync();
        var target = await _kafka.TopicAsync("rebuilt");
        var topic = _kafka.Unique("gateway-logs");
        var ends = Enumerable.Range(0, 4).Select(partition => _kafka.Broker.Offsets(topic, partition).End).ToList();
        if (keptOfLaterLogs > 0)
        {
            var later = await ToolRun.Async(
                ["generate", "--to", "kafka", "--config", config, "--count", $"{keptOfLaterLogs}", "--rate", "100", "--start", $"{StartS + 86_400}"]);
            Assert.True(later.Code == ExitCode.Done, later.Error);
        }
        for (var partition = 0; partition < 4; partition++) _kafka.Broker.Trim(topic, partition, ends[partition]);

        var run = await ReplayAsync(config, StartS + 20, StartS + 40, "--target-topic", target);

        Assert.Equal(ExitCode.Failed, run.Code);
        for (var partition = 0; partition < 4; partition++)
        {
            Assert.Contains($"{topic}/{partition} begins at position {ends[partition]}: if it held older logs of this time, its retention", run.Error, StringComparison.Ordinal);
        }
        Assert.Contains($"nothing is sent to {target}", run.Error, StringComparison.Ordinal);
        Assert.Empty(TopicContent.Read(_kafka, target, 1));
        Assert.Equal((0, 0), (_kafka.Broker.Offsets(target, 0).Start, _kafka.Broker.Offsets(target, 0).End));
    }

    [Fact]
    public async Task A_topic_that_is_whole_gives_no_warning()
    {
        var config = await ShipAsync();

        Assert.Equal("", (await ReplayAsync(config, StartS + 20, StartS + 40)).Error);
        Assert.Equal("", (await ReplayAsync(config, StartS + 86_400, StartS + 86_460)).Error);
    }

    [Theory]
    [InlineData(ApiKey.EndTxn, "may be there all the same", "readers see nothing")]
    [InlineData(ApiKey.AddPartitionsToTxn, "readers see nothing", "may be there")]
    public async Task A_failure_of_the_sending_says_what_readers_may_see(ApiKey failing, string said, string unsaid)
    {
        var config = await ShipAsync();
        var target = await _kafka.TopicAsync("rebuilt");
        _kafka.Broker.Faults.Add(new Fault { Effect = FaultEffect.AnswerError, Error = Broker.Wire.ErrorCode.ProducerFenced, Api = failing });

        var run = await ReplayAsync(config, StartS + 20, StartS + 40, "--target-topic", target);

        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(unsaid, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--from 2026-01-15T13:37:25Z --to 2026-01-15T13:38:00Z", "must be where a window of 10 s begins")]
    [InlineData("--from 2026-01-15T13:37:20Z --to 2026-01-15T13:37:20Z", "--to: must be after --from")]
    [InlineData("--from 1768484240 --to 1768484300 --target-topic aggregator-compact", "its logs would count twice")]
    public async Task A_range_or_topic_that_would_mislead_is_refused(string range, string problem)
    {
        var run = await ToolRun.Async(["replay", "--config", await ConfigAsync(), "--kafka", .. range.Split(' ')]);

        Assert.Equal(ExitCode.Usage, run.Code);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    private async Task<string> ConfigAsync()
    {
        var path = _folder["kafka.yaml"];
        await File.WriteAllTextAsync(
            path,
            $"region: cn-hangzhou\nkafka: {{ bootstrap: '{_kafka.Bootstrap}' }}\nsources: [{{ kafka: {{ topic: {_kafka.Unique("gateway-logs")} }} }}]\n",
            TestContext.Current.CancellationToken);
        return path;
    }

    /// <summary>Puts the logs into the topic; the configuration that names it.</summary>
    private async Task<string> ShipAsync()
    {
        var config = await ConfigAsync();
        var run = await ToolRun.Async(["generate", "--to", "kafka", "--config", config, "--create", "4", "--batch", "3", "--shipping", "1s-9s", .. Generated]);
        Assert.True(run.Code == ExitCode.Done, run.Error);
        return config;
    }

    private Task<ToolRun> ReplayAsync(string config, long fromS, long toS, params string[] more) => ToolRun.Async(
        ["replay", "--config", config, "--kafka", "--from", $"{fromS}", "--to", $"{toS}", "--partials", _folder["rows.jsonl"], .. more]);

    private async Task<string[]> FileRowsAsync()
    {
        var (logs, rows) = (_folder["logs.jsonl"], _folder["file-rows.jsonl"]);
        Assert.Equal(ExitCode.Done, (await ToolRun.Async(["generate", "--output", logs, .. Generated])).Code);
        var run = await ToolRun.Async("replay", "--config", await ConfigAsync(), "--input", logs, "--partials", rows);
        Assert.True(run.Code == ExitCode.Done, run.Error + run.Output);
        return await File.ReadAllLinesAsync(rows, TestContext.Current.CancellationToken);
    }

    private static long WindowOf(string row) => Number(row, "window_start");

    private static long CountOf(string row) => Number(row, "qps");

    private static long Number(string row, string column)
    {
        using var json = JsonDocument.Parse(row);
        return json.RootElement.GetProperty(column).GetInt64();
    }
}
