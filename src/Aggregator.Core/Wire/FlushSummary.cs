using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>What a chunk says after its rows: sources, then outcomes. Most chunks have none of either.</summary>
internal static class FlushSummary
{
    private const SourceStates AllStates = SourceStates.Idle | SourceStates.Ended | SourceStates.Historic | SourceStates.AtEnd;

    /// <summary>Writes both lists; clusters and topics through a dictionary, as they repeat for every partition.</summary>
    public static void Write(WireWriter writer, IReadOnlyList<SourceProgress> sources, IReadOnlyList<OutcomeCount> outcomes)
    {
        string[] names = [.. sources.SelectMany(source => new[] { source.Id.Cluster, source.Id.Topic }).Distinct(StringComparer.Ordinal)];
        var numbers = new Dictionary<string, int>(names.Length, StringComparer.Ordinal);
        foreach (var name in names) numbers.Add(name, numbers.Count);
        ValueDictionary.WriteTexts(writer, names);
        writer.Count(sources.Count);
        foreach (var source in sources) WriteSource(writer, source, numbers);
        writer.Count(outcomes.Count);
        foreach (var outcome in outcomes)
        {
            writer.Byte((byte)outcome.Outcome);
            writer.Text(outcome.Detail);
            WriteLogs(writer, outcome.Count);
        }
    }

    /// <summary>Reads both lists.</summary>
    public static (SourceProgress[] Sources, OutcomeCount[] Outcomes) Read(ref WireReader reader)
    {
        var names = ValueDictionary.ReadTexts(ref reader);
        var sources = new SourceProgress[reader.Items()];
        for (var i = 0; i < sources.Length && !reader.Failed; i++) sources[i] = ReadSource(ref reader, names);
        var outcomes = new OutcomeCount[reader.Items()];
        for (var i = 0; i < outcomes.Length && !reader.Failed; i++) outcomes[i] = ReadOutcome(ref reader);
        return (sources, outcomes);
    }

    private static void WriteSource(WireWriter writer, SourceProgress source, Dictionary<string, int> names)
    {
        writer.Count(names[source.Id.Cluster]);
        writer.Count(names[source.Id.Topic]);
        writer.Count(source.Id.Partition);
        writer.Count(source.PartitionCount);
        writer.Count(source.From);
        writer.Count(source.Next - source.From);
        WriteLogs(writer, source.Messages);
        WriteLogs(writer, source.Logs);
        writer.Count(source.Holes);
        writer.Count(source.Lost);
        writer.Signed(source.WatermarkMs);
        writer.Signed(source.HighestEventMs);
        writer.Byte((byte)source.States);
        writer.Count(source.AbsentSinceMs);
    }

    // As many as in a row: the ledger's sums have their place in 64 bits.
    private static void WriteLogs(WireWriter writer, long logs)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logs, PartialLaw.MostLogs);
        writer.Count(logs);
    }

    private static SourceProgress ReadSource(ref WireReader reader, string[] names)
    {
        var cluster = ReadName(ref reader, names);
        var topic = ReadName(ref reader, names);
        var partition = (int)reader.Count(int.MaxValue);
        var partitionCount = (int)reader.Count(int.MaxValue);
        var from = reader.Count();
        var next = from + reader.Count(long.MaxValue - from);
        var source = new SourceProgress(
            new SourceId(cluster, topic, partition), partitionCount, from, next,
            Messages: reader.Count(PartialLaw.MostLogs), Logs: reader.Count(PartialLaw.MostLogs), Holes: reader.Count(), Lost: reader.Count(),
            WatermarkMs: reader.Signed(), HighestEventMs: reader.Signed(), States: (SourceStates)reader.Byte())
        {
            AbsentSinceMs = reader.Count(),
        };
        reader.Require((source.States | AllStates) == AllStates);
        return source;
    }

    private static string ReadName(ref WireReader reader, string[] names)
    {
        var number = reader.Count();
        reader.Require(number < names.Length);
        return reader.Failed ? "" : names[number];
    }

    private static OutcomeCount ReadOutcome(ref WireReader reader)
    {
        var outcome = (Outcome)reader.Byte();
        reader.Require(outcome <= Outcome.TooOld);
        return new OutcomeCount(outcome, reader.Text(), reader.Count(PartialLaw.MostLogs));
    }
}
