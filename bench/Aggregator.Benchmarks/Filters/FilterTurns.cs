using System.Diagnostics;
using System.Globalization;
using Aggregator.Benchmarks.Stages;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;

namespace Aggregator.Benchmarks.Filters;

/// <summary>
/// What one rule adds to the parse of a log, by the kind of its field: all kinds in turns over the same logs. A pass takes
/// a few ms and the best one counts, so that the figures hold on a machine with other work as well.
/// </summary>
internal static class FilterTurns
{
    private const int Rounds = 100;
    private const int Logs = 2_000;

    // No rule; then one on a field of the log itself, on fields of the text in one of its strings, and on parts of k=v;k=v.
    private static readonly string[] Fields =
    [
        "", "Domain", "Ext5.appGroup", "Ext5.callerInfo.callerType", "Ext5.callerInfo.callerUid", "Ext5.headers.x-acs-request-id", "Ext5.none",
        "RequestContent.Action", "RequestContent.RequestId", "RequestContent.none",
    ];

    /// <summary>Prints a table of ns a log.</summary>
    public static void Run(TextWriter output)
    {
        output.WriteLine("| Rule on | 708 B, ns | | 4,456 B, ns | |");
        output.WriteLine("|---|---|---|---|---|");
        var (small, full) = (Measure(StageInput.Logs(Logs, isFull: false)), Measure(StageInput.Logs(Logs, isFull: true)));
        for (var i = 0; i < Fields.Length; i++)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {(i == 0 ? "nothing" : Fields[i])} | {small[i]:0} | {small[i] - small[0]:+0;-0;} | {full[i]:0} | {full[i] - full[0]:+0;-0;} |"));
        }
    }

    private static double[] Measure(byte[][] logs)
    {
        Action<byte[]>[] kinds = [.. Fields.Select(ParseAndFilter)];
        double[] best = [.. kinds.Select(_ => double.MaxValue)];
        for (var turn = 0; turn < Rounds * kinds.Length; turn++)
        {
            var kind = turn % kinds.Length;
            best[kind] = Math.Min(best[kind], NsOfPass(kinds[kind], logs));
        }
        return best;
    }

    private static double NsOfPass(Action<byte[]> take, byte[][] logs)
    {
        var start = Stopwatch.GetTimestamp();
        foreach (var log in logs) take(log);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / logs.Length;
    }

    private static Action<byte[]> ParseAndFilter(string field)
    {
        FilterOptions[] rules = field.Length == 0 ? [] : [new() { Name = "rule", Drop = new() { Field = field, In = ["nothing", "no one"] } }];
        var fields = new LogFields(FilterSet.PathsOf(rules));
        var (parser, filters, record) = (LogParsers.Create(new SourceOptions(), fields), new FilterSet(rules, fields), new LogRecord());
        return log =>
        {
            parser.Parse(log, record);
            if (filters.Match(record.In(log)) is not null) throw new InvalidOperationException("No log may be dropped.");
        };
    }
}
