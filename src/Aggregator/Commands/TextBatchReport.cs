using Aggregator.Core.Wire;
using Aggregator.Topics;

namespace Aggregator.Commands;

/// <summary>A line a batch, a line a source, a line of outcomes.</summary>
internal sealed class TextBatchReport(TextWriter output) : BatchReport(output)
{
    private long _batches;
    private long _rows;
    private long _bytes;

    public override void Write(TopicMessage message, DecodedBatch batch, Flush flush)
    {
        var bytes = message.Value.Length;
        _batches++;
        _rows += flush.Rows.Count;
        _bytes += bytes;
        var id = flush.Id;
        Output.WriteLine($"{message.Place}  region {id.Region}  worker {id.Worker}  epoch {id.Epoch}  sequence {id.Sequence}  chunk {batch.Chunk + 1}/{batch.Chunks}  rows {flush.Rows.Count}  bytes {bytes}  created {Time(flush.CreatedMs)}");
        foreach (var source in flush.Sources) Write(source);
        var outcomes = flush.Outcomes.Select(count => $"{Title(count)} {count.Count}").ToList();
        if (outcomes.Count > 0) Output.WriteLine($"  outcomes {string.Join(", ", outcomes)}");
    }

    public override void Summarize() => Output.WriteLine($"batches {_batches}  rows {_rows}  bytes {_bytes}");

    private void Write(SourceProgress source)
    {
        var absent = source.AbsentSinceMs > 0 ? $"absent since {Time(source.AbsentSinceMs)}" : "";
        Output.WriteLine($"  source {source.Id}  {source.From}→{source.Next}  messages {source.Messages}  logs {source.Logs}  holes {source.Holes}  lost {source.Lost}  watermark {Time(source.WatermarkMs) ?? "none"}  {string.Join(' ', Names(source.States))}  {absent}".TrimEnd());
    }

    private static string Title(OutcomeCount count) => count.Detail.Length == 0 ? OutcomeNames.Of(count.Outcome) : $"{OutcomeNames.Of(count.Outcome)}({count.Detail})";
}
