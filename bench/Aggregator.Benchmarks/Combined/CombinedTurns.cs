using System.Diagnostics;
using System.Globalization;
using Aggregator.Regional.Ingest;

namespace Aggregator.Benchmarks.Combined;

/// <summary>
/// Both parsers of <c>combined</c> in turns, over generated logs and a real file. A pass takes a few ms and the best one
/// counts, so that the figures hold on a machine with other work as well.
/// </summary>
internal static class CombinedTurns
{
    private const int Rounds = 30;
    private const int PassesInTurn = 5;
    private const int Generated = 10_000;

    /// <summary>Prints a table of ns a log, logs/s and MB/s.</summary>
    public static void Run(string file, TextWriter output)
    {
        output.WriteLine("| Logs | Wanted | Bytes a log | Plain, ns | Blocks, ns | Logs/s | MB/s | |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var (name, logs) in new[] { ("generated", GeneratedInput.Combined(Generated)), (Path.GetFileName(file), LinesOf(file)) })
        {
            foreach (var wanted in new[] { "keys", "latency", "filters" }) output.WriteLine(Row(name, wanted, new CombinedCase(logs, wanted)));
        }
    }

    private static string Row(string name, string wanted, CombinedCase logs)
    {
        ILogParser[] parsers = [logs.Plain, logs.Blocks];
        double[] best = [double.MaxValue, double.MaxValue];
        for (var turn = 0; turn < Rounds * parsers.Length; turn++)
        {
            var which = turn % parsers.Length;
            for (var pass = 0; pass < PassesInTurn; pass++) best[which] = Math.Min(best[which], NsOfPass(parsers[which], logs.Logs));
        }
        var bytes = logs.Logs.Average(log => log.Length);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {wanted} | {bytes:0} | {best[0]:0} | {best[1]:0} | {1e9 / best[1]:0,0} | {bytes / best[1] * 1000:0,0} | {best[0] / best[1]:0.0} times |");
    }

    private static double NsOfPass(ILogParser parser, byte[][] logs)
    {
        var record = new LogRecord();
        var start = Stopwatch.GetTimestamp();
        foreach (var log in logs) parser.Parse(log, record);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / logs.Length;
    }

    private static byte[][] LinesOf(string file)
    {
        var lines = new List<byte[]>();
        var rest = File.ReadAllBytes(file).AsSpan();
        for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..]) lines.Add(rest[..end].ToArray());
        return [.. lines];
    }
}
