using System.Text;
using Aggregator.Commands;
using Aggregator.PipelineTests.Broker.Wire;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Tools;

/// <summary><c>inspect --kafka</c>: a topic as it is, whatever is in it, and nobody who uses it notices.</summary>
public sealed class InspectKafkaTests
{
    private const string Letter = """{"time":"2026-01-15T13:37:23.250Z","source":"kc1/gateway-logs/2","position":4711,"reason":"malformed/cut_off","log":"{\"Product\":\"ecs\""}""";

    [Fact]
    public async Task Batches_are_shown_and_what_is_none_is_told_with_its_position()
    {
        await using var kafka = KafkaBackend.Start();
        var topic = await kafka.TopicAsync("compact");
        using var messages = new CompactMessages(kafka, topic);
        messages.Send(commit: true, CompactMessages.Batch(0));
        messages.Send(commit: false, CompactMessages.Batch(1));
        var damaged = CompactMessages.Batch(2);
        damaged[^1] ^= 1;
        messages.Send(commit: true, damaged, "noise"u8.ToArray(), null, "{}"u8.ToArray(), CompactMessages.Batch(3));

        var run = await Inspect(kafka, topic);

        Assert.Equal(ExitCode.Failed, run.Code);
        // Markers and the aborted batch have positions too.
        Assert.Equal(
            [
                "partition 0  position 4: the checksum is wrong: bytes were changed or are missing",
                "partition 0  position 5: is no batch of the compact topic; name a folder under compact/ of a data directory",
                "partition 0  position 6: is empty",
                "partition 0  position 7: is JSON, no batch: rows of compact.format json, logs or dead letters (--dead-letters shows these)",
            ],
            run.Error.TrimEnd('\n').Split('\n'), StringComparer.Ordinal);
        Assert.Matches(@"^partition 0  position 0  region cn-hangzhou  worker w1  epoch 7  sequence 0  chunk 1/1  rows 1  bytes \d+  created 2026-01-15T13:37:23.250Z$", run.Lines[0]);
        Assert.Equal("  source kc1/gateway-logs/2  100→101  messages 1  logs 1  holes 0  lost 0  watermark 2026-01-15T13:37:15.000Z  idle", run.Lines[1]);
        Assert.StartsWith("partition 0  position 8  region cn-hangzhou  worker w1  epoch 7  sequence 3 ", run.Lines[3], StringComparison.Ordinal);
        Assert.StartsWith("batches 2  rows 2 ", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aborted_batches_are_shown_when_asked_for()
    {
        await using var kafka = KafkaBackend.Start();
        var topic = await kafka.TopicAsync("compact");
        using var messages = new CompactMessages(kafka, topic);
        messages.Send(commit: false, CompactMessages.Batch(1));

        Assert.StartsWith("batches 0 ", (await Inspect(kafka, topic)).Output, StringComparison.Ordinal);
        Assert.Contains("sequence 1 ", (await Inspect(kafka, topic, "--uncommitted")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batches_of_an_open_transaction_are_shown_when_asked_for()
    {
        await using var kafka = KafkaBackend.Start();
        var topic = await kafka.TopicAsync("compact");
        using var messages = new CompactMessages(kafka, topic);
        messages.Send(commit: true, CompactMessages.Batch(0));
        messages.SendOpen(CompactMessages.Batch(1), CompactMessages.Batch(2));

        Assert.Equal(["0"], Sequences(await Inspect(kafka, topic)), StringComparer.Ordinal);
        Assert.Equal(["0", "1", "2"], Sequences(await Inspect(kafka, topic, "--uncommitted")), StringComparer.Ordinal);
        Assert.Equal(["2"], Sequences(await Inspect(kafka, topic, "--uncommitted", "--partition", "0", "--from", "3")), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_part_can_be_chosen_by_partition_position_time_and_count()
    {
        await using var kafka = KafkaBackend.Start();
        var topic = await kafka.TopicAsync("compact", partitions: 2);
        using var messages = new CompactMessages(kafka, topic);
        messages.Send(commit: true, [.. Enumerable.Range(0, 10).Select(n => CompactMessages.Batch(n))]);

        Assert.Equal(["2", "3", "4"], Sequences(await Inspect(kafka, topic, "--partition", "0", "--from", "2", "--count", "3")), StringComparer.Ordinal);
        Assert.Empty(Sequences(await Inspect(kafka, topic, "--partition", "1")));
        Assert.Empty(Sequences(await Inspect(kafka, topic, "--from", "latest")));
        Assert.Equal(10, Sequences(await Inspect(kafka, topic, "--from", "2020-01-01T00:00:00Z")).Count);
        Assert.Empty(Sequences(await Inspect(kafka, topic, "--from", "2100-01-01T00:00:00Z")));

        var beyond = await Inspect(kafka, topic, "--partition", "0", "--from", "99");
        Assert.Equal(ExitCode.Failed, beyond.Code);
        Assert.Contains("has no position 99: it holds 0 to 10", beyond.Error, StringComparison.Ordinal);
        Assert.Contains("has no partition 2: name one from 0 to 1", (await Inspect(kafka, topic, "--partition", "2")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_group_is_joined_and_nothing_committed()
    {
        await using var kafka = KafkaBackend.Start();
        var broker = kafka.Broker;
        var topic = await kafka.TopicAsync("compact");
        using var messages = new CompactMessages(kafka, topic);
        messages.Send(commit: true, CompactMessages.Batch(0));

        Assert.Single(Sequences(await Inspect(kafka, topic)));
        Assert.Equal((0, 0), (broker.Requests[ApiKey.JoinGroup], broker.Requests[ApiKey.OffsetCommit]));
    }

    [Fact]
    public async Task A_followed_topic_shows_what_comes_until_a_stop_signal()
    {
        await using var kafka = KafkaBackend.Start();
        var topic = await kafka.TopicAsync("compact");
        using var messages = new CompactMessages(kafka, topic);
        messages.Send(commit: true, CompactMessages.Batch(0));
        await using var process = AggregatorProcess.Start(["inspect", "--kafka", "--bootstrap", kafka.Bootstrap, "--topic", topic, "--follow"]);
        await Eventually.Async(() => Task.FromResult(process.Output), output => output.Contains("sequence 0 ", StringComparison.Ordinal));

        messages.Send(commit: true, CompactMessages.Batch(1));

        await Eventually.Async(() => Task.FromResult(process.Output), output => output.Contains("sequence 1 ", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, await process.StopAsync());
        Assert.Contains("batches 2  rows 2 ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_of_a_topic_are_shown_with_reason_place_and_log()
    {
        await using var kafka = KafkaBackend.Start();
        var topic = await kafka.TopicAsync("dead");
        using var messages = new CompactMessages(kafka, topic);
        messages.Send(commit: true, Encoding.UTF8.GetBytes(Letter), "noise"u8.ToArray());

        var run = await Inspect(kafka, topic, "--dead-letters");

        Assert.Equal(ExitCode.Failed, run.Code);
        Assert.Equal("partition 0  position 1: is no dead letter\n", run.Error);
        Assert.Equal(
            ["malformed/cut_off  position 4711 of kc1/gateway-logs/2  rejected 2026-01-15T13:37:23.250Z", "  {\"Product\":\"ecs\"", "dead letters 1  malformed/cut_off 1"],
            run.Lines, StringComparer.Ordinal);
        Assert.Equal(Letter + "\n", (await Inspect(kafka, topic, "--dead-letters", "--json")).Output);
    }

    [Fact]
    public async Task A_configuration_says_which_topic()
    {
        await using var kafka = KafkaBackend.Start();
        using var folder = new TemporaryFolder();
        var topic = await kafka.TopicAsync("compact");
        using var messages = new CompactMessages(kafka, topic);
        messages.Send(commit: true, CompactMessages.Batch(0));
        var regional = folder["regional.yaml"];
        var central = folder["central.yaml"];
        await File.WriteAllTextAsync(regional, $"region: r\nkafka: {{ bootstrap: '{kafka.Bootstrap}' }}\nsources: [{{ kafka: {{ topic: logs }} }}]\ncompact: {{ topic: {topic} }}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(central, $"central: {{ regions: [{{ region: a, kafka: {{ bootstrap: 'nowhere:1' }} }}, {{ region: b, kafka: {{ bootstrap: '{kafka.Bootstrap}', topic: {topic} }} }}] }}\n", TestContext.Current.CancellationToken);

        var run = await ToolRun.Async("inspect", "--kafka", "--config", regional);
        Assert.Single(Sequences(run));
        Assert.Equal($"Topic {topic} of {kafka.Bootstrap}:\n", run.Error);
        Assert.Single(Sequences(await ToolRun.Async("inspect", "--kafka", "--config", central, "--region", "b")));
        Assert.Contains("several central.regions; choose one with --region", (await ToolRun.Async("inspect", "--kafka", "--config", central)).Error, StringComparison.Ordinal);
    }

    private static Task<ToolRun> Inspect(KafkaBackend kafka, string topic, params string[] more) =>
        ToolRun.Async(["inspect", "--kafka", "--bootstrap", kafka.Bootstrap, "--topic", topic, .. more]);

    private static List<string> Sequences(ToolRun run) =>
        [.. run.Lines.Where(line => line.Contains("  sequence ", StringComparison.Ordinal)).Select(line => line.Split("  sequence ")[1].Split(' ')[0])];
}
