using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Aggregator.Commands;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Tools;

/// <summary><c>generate --to kafka</c>: what it says was acknowledged is in the topic, once.</summary>
public sealed partial class GenerateToKafkaTests
{
    private const long StartMs = 1_768_484_240_000;

    [Fact]
    public async Task Every_log_is_in_the_topic_once_spread_over_its_partitions_with_the_time_of_its_arrival()
    {
        await using var kafka = KafkaBackend.Start();
        var topic = kafka.Unique("gateway-logs");

        var run = await ToolRun.Async(
            "generate", "--to", "kafka", "--bootstrap", kafka.Bootstrap, "--topic", topic, "--create", "3", "--count", "1000", "--batch", "7",
            "--rate", "100", "--start", $"{StartMs / 1000}", "--shipping", "2s-3s");

        Assert.True(run.Code == ExitCode.Done, run.Error);
        Assert.StartsWith("1,000 logs acknowledged in 143 messages, ", run.Output, StringComparison.Ordinal);
        var messages = TopicContent.Read(kafka, topic, 3);
        Assert.Equal(143, messages.Count);
        Assert.All(messages.GroupBy(message => message.Partition), partition => Assert.InRange(partition.Count(), 47, 48));
        Assert.Equal(Logs(1000, 100, StartMs), messages.SelectMany(message => message.Text.Split('\n')).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(messages, message => Assert.InRange(message.TimestampMs, StartMs + 2000, Generator(100, StartMs).DueMs(999) + 3000));
        Assert.True(messages.Select(message => message.TimestampMs).Distinct().Count() > 100);
    }

    [Fact]
    public async Task Live_logs_arrive_as_late_as_asked_stamped_when_they_do()
    {
        await using var kafka = KafkaBackend.Start();
        var topic = await kafka.TopicAsync("gateway-logs", 2);

        var run = await ToolRun.Async(
            "generate", "--to", "kafka", "--bootstrap", kafka.Bootstrap, "--topic", topic, "--live", "--count", "300", "--rate", "200", "--shipping", "400ms-900ms");

        Assert.True(run.Code == ExitCode.Done, run.Error);
        var startMs = long.Parse(Start().Match(run.Output).Groups["ms"].Value, CultureInfo.InvariantCulture);
        var due = Enumerable.Range(0, 300).ToDictionary(
            n => Encoding.UTF8.GetString(Generator(200, startMs).Write(n)), n => Generator(200, startMs).DueMs(n), StringComparer.Ordinal);
        var late = TopicContent.Read(kafka, topic, 2).ConvertAll(message => message.TimestampMs - due[message.Text]);
        Assert.Equal(300, late.Count);
        // A busy machine makes any of them later, but hardly all.
        Assert.InRange(late.Min(), 400, 900);
    }

    [Fact]
    public async Task Brokers_that_are_away_are_waited_for_and_nothing_is_lost_or_doubled()
    {
        await using var kafka = KafkaBackend.Start();
        var topic = await kafka.TopicAsync("gateway-logs", 2);
        var run = ToolRun.Async(
            "generate", "--to", "kafka", "--bootstrap", kafka.Bootstrap, "--topic", topic, "--live", "--count", "4000", "--rate", "800", "--batch", "5");
        await Eventually.Async(() => Task.FromResult(kafka.Broker.Offsets(topic, 0).End), end => end > 20);

        kafka.Broker.Stop();
        Assert.False(run.IsCompleted, "Everything was sent before the brokers went away.");
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        kafka.Broker.Start();

        var ended = await run;
        Assert.True(ended.Code == ExitCode.Done, ended.Error);
        var startMs = long.Parse(Start().Match(ended.Output).Groups["ms"].Value, CultureInfo.InvariantCulture);
        Assert.Equal(
            Logs(4000, 800, startMs),
            TopicContent.Read(kafka, topic, 2).SelectMany(message => message.Text.Split('\n')).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_stop_signal_ends_it_cleanly_with_everything_sent_acknowledged()
    {
        await using var kafka = KafkaBackend.Start();
        var topic = await kafka.TopicAsync("gateway-logs");
        await using var process = AggregatorProcess.Start(
            ["generate", "--to", "kafka", "--bootstrap", kafka.Bootstrap, "--topic", topic, "--live", "--rate", "500"]);
        await Eventually.Async(() => Task.FromResult(TopicContent.Read(kafka, topic, 1).Count), count => count > 50);

        Assert.Equal(ExitCode.Done, await process.StopAsync());
        var messages = TopicContent.Read(kafka, topic, 1).Count;
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{messages:N0} logs acknowledged in {messages:N0} messages"), process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_logs_only_make_the_topic()
    {
        await using var kafka = KafkaBackend.Start();
        var topic = kafka.Unique("gateway-logs");

        var run = await ToolRun.Async("generate", "--to", "kafka", "--bootstrap", kafka.Bootstrap, "--topic", topic, "--create", "3", "--count", "0");

        Assert.Equal((ExitCode.Done, $"topic {topic} is there, 3 partitions\n"), (run.Code, run.Output));
        Assert.Empty(TopicContent.Read(kafka, topic, 3));
    }

    [Fact]
    public async Task A_topic_that_is_not_there_is_told_with_the_remedy()
    {
        await using var kafka = KafkaBackend.Start();

        var run = await ToolRun.Async("generate", "--to", "kafka", "--bootstrap", kafka.Bootstrap, "--topic", kafka.Unique("none"), "--count", "1");

        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Contains("have no topic none", run.Error, StringComparison.Ordinal);
        Assert.Contains("check its name, or make it first", run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Logs(int count, double rate, long startMs)
    {
        var generator = Generator(rate, startMs);
        return Enumerable.Range(0, count).Select(n => Encoding.UTF8.GetString(generator.Write(n))).Order(StringComparer.Ordinal);
    }

    private static LogGenerator Generator(double rate, long startMs) => new(new GenerateOptions { Rate = rate, Regions = ["cn-hangzhou"] }, "", startMs);

    [GeneratedRegex(@"^start (?<ms>\d+) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Start();
}
