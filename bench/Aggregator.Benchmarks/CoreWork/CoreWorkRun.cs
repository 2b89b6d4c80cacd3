using System.Globalization;
using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;

namespace Aggregator.Benchmarks.CoreWork;

/// <summary>
/// The core work of the regional job over a file of NDJSON logs, by the job's own engine: parse, filter, look up, group.
/// Prints the CPU seconds (user and system) of the best pass, which other programs that do the same can be compared with.
/// </summary>
internal static class CoreWorkRun
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Runs the passes; the last one's rows go to a file if one is named.</summary>
    /// <param name="input">NDJSON.</param>
    /// <param name="dimensions">A folder with <c>tenants.csv</c> and <c>clusters.csv</c>, or <c>nodes.csv</c> with the column <c>ip</c>.</param>
    /// <param name="passes">How many.</param>
    /// <param name="dump">Where the rows go: one a line, tab-separated; null for nowhere.</param>
    /// <param name="output">Where the result is printed.</param>
    public static void Run(string input, string dimensions, int passes, string? dump, TextWriter output)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(passes);
        var enrichment = new Enrichment(NodeTable.Clusters(dimensions), TenantTable.Load(Path.Combine(dimensions, "tenants.csv")));
        var best = double.MaxValue;
        Flush? flush = null;
        for (var pass = 0; pass < passes; pass++)
        {
            var before = Environment.CpuUsage.TotalTime;
            flush = OnePass(input, enrichment);
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }
        if (dump is not null) RowDump.Write(flush!, dump);
        var bytes = new FileInfo(input).Length;
        var logs = flush!.Sources.Sum(source => source.Logs);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"cpu={best:F4} MB/s={bytes / best / 1e6:F0} logs/s={logs / best:F0} logs={logs} rows={flush.Rows.Count}"));
        foreach (var (outcome, detail, count) in flush.Outcomes)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{OutcomeNames.Of(outcome)} {detail} {count}"));
    }

    private static Flush OnePass(string input, Enrichment enrichment)
    {
        var options = new RegionalEngineOptions("bench", "0", 1, new WindowOptions(), new MeasureOptions());
        var engine = new RegionalEngine(options, enrichment, deadLetters: null);
        var fields = new LogFields([]);
        var receive = engine.ReceiverFor(LogParsers.Create(new SourceOptions(), fields), new FilterSet([], fields));
        var partition = GeneratedInput.Partition();
        var lines = new LineReader(1 << 20);
        var arrivedMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() / 2;
        using var file = new FileStream(input, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[ChunkBytes];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            ReadOnlySpan<byte> chunk = buffer.AsSpan(0, read);
            while (lines.TryRead(ref chunk, out var line)) receive(partition, line, Arrival());
        }
        if (lines.TryFinish(out var last)) receive(partition, last, Arrival());
        return engine.MakeFlush([partition], arrivedMs);

        LogArrival Arrival() => new(lines.Position, arrivedMs, LogArrival.DamageOf(lines.LastIsTooLong));
    }
}
