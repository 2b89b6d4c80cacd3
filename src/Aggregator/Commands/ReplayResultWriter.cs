using System.Globalization;
using System.IO.Pipelines;
using Aggregator.Central.Expose;
using Aggregator.Configuration;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Telemetry;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Core.Wire;
using Aggregator.Replay;
using Aggregator.Reports;
using Aggregator.Topics;
using Microsoft.Extensions.Logging;

namespace Aggregator.Commands;

/// <summary>Writes what came of a replay, and says how it went.</summary>
internal sealed class ReplayResultWriter(AggregatorOptions options, ReplayTargets targets, TextWriter output, TextWriter error, ILoggerFactory loggers)
{
    /// <summary>
    /// Done when every log is accounted for, not all of them were rejected or filtered, and the topic has what it was to get;
    /// else failed.
    /// </summary>
    public async Task<int> WriteAsync(ReplayResult result, CancellationToken stop)
    {
        if (targets.Partials is { } partials) WritePartials(partials, result.Merged.Rows);
        if (targets.Metrics is { } metrics) await WriteMetricsAsync(metrics, result.Snapshot, stop);
        var isSent = targets.Topic is not { } topic || await WriteToTopicAsync(topic, result.Merged);
        await ReportAsync(result);
        return isSent && result.Snapshot.Facts.Ledger.IsBalanced && !IsAllInVain(result.Merged) ? ExitCode.Done : ExitCode.Failed;
    }

    /// <summary>True when there were logs and none of them counts: a wrong file or format. A time without logs may be right.</summary>
    private static bool IsAllInVain(Flush merged)
    {
        var counts = merged.Outcomes.Where(count => count.Count > 0 && !IsOutside(count)).ToList();
        return counts.Count > 0 && counts.TrueForAll(count => count.Outcome != Outcome.Aggregated);
    }

    private static bool IsOutside(OutcomeCount count) => string.Equals(count.Detail, EventTimeRange.Outside, StringComparison.Ordinal);

    private static void WritePartials(string path, IReadOnlyList<Row> rows)
    {
        using var file = File.Create(path);
        using var writer = new PartialsWriter(file);
        foreach (var row in rows) writer.Write(row);
    }

    private static async Task WriteMetricsAsync(string path, ExpositionSnapshot snapshot, CancellationToken stop)
    {
        await using var file = File.Create(path);
        var pipe = PipeWriter.Create(file);
        // The namespaces alone: what the job says of itself depends on how the input was cut.
        foreach (var part in Enum.GetValues<ExpositionPart>().Where(part => part != ExpositionPart.Self)) await snapshot.WriteAsync(pipe, part, stop);
        await pipe.CompleteAsync();
    }

    /// <summary>Sends the flush, unless it has no rows: that would stand for its range, and the rows of a later attempt be taken for a repeat.</summary>
    private async Task<bool> WriteToTopicAsync(string name, Flush flush)
    {
        if (flush.Rows.Count == 0)
        {
            await error.WriteLineAsync($"No log of the range was found, so nothing is sent to {name}; check --from and --to, and give a longer --margin if logs arrived late.");
            return false;
        }
        var kafka = options.Kafka!;
        var topic = new KafkaTopic(kafka, name) { Producer = kafka.Producer };
        var logger = loggers.CreateLogger(nameof(ReplayTarget));
        if (options.Compact.Create is { } create) await TopicCreation.EnsureAsync(kafka, "aggregator-replay", name, create, logger);
        var messages = ReplayTarget.Write(topic, flush);
        await output.WriteLineAsync($"{Quantity.Of(messages, "message")} of worker {flush.Id.Worker} written to {name}");
        return true;
    }

    private async Task ReportAsync(ReplayResult result)
    {
        foreach (var line in LedgerText.Lines(result.Snapshot.Facts.Ledger)) await output.WriteLineAsync(line);
        var outside = result.Merged.Outcomes.Where(IsOutside).Sum(count => count.Count);
        if (outside > 0) await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{outside:N0} logs of other times were read too and left out"));
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"rows {result.Merged.Rows.Count:N0} · series {result.Snapshot.SeriesCount:N0} · flushes {result.Flushes:N0} · late logs {result.LateLogs:N0} (counted)"));
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"cpu={Environment.CpuUsage.TotalTime.TotalSeconds:F2}"));
    }
}
