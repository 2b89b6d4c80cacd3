using System.Diagnostics;
using System.Globalization;
using Aggregator.Core.Telemetry;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Topics;
using Microsoft.Extensions.Logging;

namespace Aggregator.Commands.Kafka;

/// <summary>
/// Sends generated logs to a topic, spread over its partitions in turn. Live, a message is sent when its shipping time has
/// come, and its record's timestamp is that moment; else all are sent at once, stamped with the time at which they would
/// have come, so that a past made up this way looks like one that happened.
/// </summary>
internal sealed class KafkaGenerateRun(
    GenerateRequest logs, KafkaGenerateRequest request, TextWriter output, TextWriter error, ILoggerFactory loggers)
{
    private const string ClientId = "aggregator-generate";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(10);

    private readonly ILogger _logger = loggers.CreateLogger<KafkaGenerateRun>();
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Stopwatch _running = Stopwatch.StartNew();
    private TimeSpan _nextReport = BetweenReports;
    private long _reportedLogs;

    /// <summary>Done when every log that was wanted is acknowledged; after a stop, when every log that was sent is.</summary>
    /// <exception cref="KafkaClusterException">The brokers cannot be reached at the start, or there is no such topic.</exception>
    public async Task<int> ToExitCodeAsync(CancellationToken stop)
    {
        var partitions = await PartitionsAsync(stop);
        if (logs.WithoutLogs)
        {
            await output.WriteLineAsync($"topic {request.Topic.Name} is there, {Quantity.Of(partitions, "partition")}");
            return ExitCode.Done;
        }
        var startMs = logs.Live ? NowMs() : logs.StartMs;
        using var producer = new LogProducer(request.Topic, request.LogsPerMessage, ClientId);
        await SendAllAsync(producer, partitions, startMs, stop);
        producer.Flush(Grace, stop);
        await ReportAsync(producer, partitions, startMs);
        var wanted = logs.Options.Count > 0 ? logs.Options.Count : producer.AcknowledgedLogs;
        return producer.SentMessages == producer.AcknowledgedMessages && producer.AcknowledgedLogs == wanted ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task<int> PartitionsAsync(CancellationToken stop)
    {
        // Asked first: when brokers are away, its failure has the cause.
        ClusterId.Read(request.Topic.Cluster, ClientId, Timeout, stop);
        if (request.CreatePartitions > 0) await NewTopic.EnsureAsync(request.Topic, request.CreatePartitions, ClientId, _logger);
        using var offsets = new TopicOffsets(request.Topic, ClientId);
        return offsets.Partitions();
    }

    private async Task SendAllAsync(LogProducer producer, int partitions, long startMs, CancellationToken stop)
    {
        var generator = new LogGenerator(logs.Options, logs.Region, startMs);
        var messages = new GeneratedMessages(generator, logs.Options.Count, request.LogsPerMessage, request.Shipping);
        foreach (var message in messages.InShippingOrder())
        {
            if (logs.Live) await UntilAsync(message.ShipMs, producer, stop);
            var timestampMs = logs.Live ? NowMs() : message.ShipMs;
            if (!producer.Send((int)(message.Number % partitions), messages.Write(message), message.Logs, timestampMs, stop)) return;
            TellProgress(producer);
        }
    }

    private async Task UntilAsync(long shipMs, LogProducer producer, CancellationToken stop)
    {
        while (NowMs() < shipMs && !stop.IsCancellationRequested)
        {
            TellProgress(producer);
            await Task.Delay(Pause, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void TellProgress(LogProducer producer)
    {
        if (_running.Elapsed < _nextReport) return;
        _nextReport = _running.Elapsed + BetweenReports;
        var there = producer.AcknowledgedLogs;
        var trouble = there == _reportedLogs && producer.Trouble is { } reason ? $"; brokers are waited for ({reason})" : "";
        _reportedLogs = there;
        error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Quantity.Of(there, "log")} acknowledged, {Quantity.Of(producer.SentMessages - producer.AcknowledgedMessages, "message")} on their way, {there / _running.Elapsed.TotalSeconds:N0} logs/s{trouble}"));
    }

    private async Task ReportAsync(LogProducer producer, int partitions, long startMs)
    {
        var seconds = _running.Elapsed.TotalSeconds;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{Quantity.Of(producer.AcknowledgedLogs, "log")} acknowledged in {Quantity.Of(producer.AcknowledgedMessages, "message")}, {Quantity.Of(producer.AcknowledgedBytes, "byte")}, {Quantity.Of(partitions, "partition")} of {request.Topic.Name}, {seconds:F1} s"));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"start {startMs} ({DateTimeOffset.FromUnixTimeMilliseconds(startMs):yyyy-MM-dd'T'HH:mm:ss.fff'Z'})"));
        var open = producer.SentMessages - producer.AcknowledgedMessages;
        if (producer.Failure is { } failure) await error.WriteLineAsync($"aggregator: a message was refused: {failure}");
        if (open > 0) await error.WriteLineAsync($"aggregator: {Quantity.Of(open, "message")} sent but not acknowledged; the topic may have some of them");
    }

    private long NowMs() => _time.GetUtcNow().ToUnixTimeMilliseconds();
}
