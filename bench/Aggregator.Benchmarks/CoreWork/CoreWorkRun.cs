using System.Globalization;
using Aggregator.Core.Aggregation;
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
/// Prints the CPU seconds (user and system) of the best pass, which other programs that do the same can be compared with; and those
/// of the stages, of which sorting the rows, encoding and decoding them are no core work.
/// </summary>
/// <param name="input">NDJSON.</param>
/// <param name="dimensions">A folder with <c>tenants.csv</c> and <c>clusters.csv</c>, or <c>nodes.csv</c> with the column <c>ip</c>.</param>
/// <param name="oneLogACall">
/// Each log is handed over by itself, as from messages of Kafka that hold one each; else chunks of lines are, as from files.
/// </param>
internal sealed class CoreWorkRun(string input, string dimensions, bool oneLogACall)
{
    private const int ChunkBytes = 1 << 20;

    // So late that no log of the input comes from the future.
    private static readonly long ArrivedMs = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() / 2;

    /// <summary>Runs the passes; the last one's rows go to a file if one is named.</summary>
    /// <param name="passes">How many.</param>
    /// <param name="dump">Where the rows go: one a line, tab-separated; null for nowhere.</param>
    /// <param name="output">Where the result is printed.</param>
    public void Run(int passes, string? dump, TextWriter output)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(passes);
        var tenants = new TimedTenants(TenantTable.Load(Path.Combine(dimensions, "tenants.csv")));
        var enrichment = new Enrichment(NodeTable.Clusters(dimensions), tenants);
        Pass[] all = [.. Enumerable.Range(0, passes).Select(_ => OnePass(enrichment, tenants))];
        var flush = all[^1].Flush;
        if (dump is not null) RowDump.Write(flush, dump);
        var best = all.Min(pass => pass.Gather + pass.LookUp);
        var bytes = new FileInfo(input).Length;
        var logs = flush.Sources.Sum(source => source.Logs);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"cpu={best:F4} MB/s={bytes / best / 1e6:F0} logs/s={logs / best:F0} logs={logs} rows={flush.Rows.Count}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"stages: gather={all.Min(pass => pass.Gather):F4} look_up={all.Min(pass => pass.LookUp):F4} sort={all.Min(pass => pass.Sort):F4} encode={all.Min(pass => pass.Encode):F4} decode={all.Min(pass => pass.Decode):F4}"));
        foreach (var (outcome, detail, count) in flush.Outcomes)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{OutcomeNames.Of(outcome)} {detail} {count}"));
    }

    private Pass OnePass(Enrichment enrichment, TimedTenants tenants)
    {
        tenants.Seconds = 0;
        var (engine, partition) = (Engine(enrichment), GeneratedInput.Partition());
        var gather = CpuOf(() => Gather(engine, partition));
        var (flush, chunks) = (default(Flush)!, default(IReadOnlyList<byte[]>)!);
        var rows = CpuOf(() => flush = engine.MakeFlush([partition], ArrivedMs));
        var encode = CpuOf(() => chunks = BatchWriter.Write(flush));
        var decode = CpuOf(() =>
        {
            foreach (var chunk in chunks)
            {
                if (!BatchReader.Read(chunk).IsRead) throw new InvalidOperationException("A chunk cannot be read.");
            }
        });
        return new Pass(flush, gather, tenants.Seconds, rows - tenants.Seconds, encode, decode);
    }

    private static double CpuOf(Action stage)
    {
        var before = Environment.CpuUsage.TotalTime;
        stage();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static RegionalEngine Engine(Enrichment enrichment) =>
        new(new RegionalEngineOptions("bench", "0", 1, new WindowOptions(), new MeasureOptions()), enrichment, deadLetters: null);

    private void Gather(RegionalEngine engine, SourcePartition partition)
    {
        var fields = new LogFields([]);
        var receive = engine.ReceiverFor(LogParsers.Create(new SourceOptions(), fields), new FilterSet([], fields));
        var lines = new LineReader(1 << 20);
        using var file = new FileStream(input, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[ChunkBytes];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            ReadOnlySpan<byte> chunk = buffer.AsSpan(0, read);
            if (oneLogACall) HandOverEach(chunk, lines, partition, receive);
            else while (lines.TryHandOver(ref chunk, partition, receive, ArrivedMs)) { }
        }
        lines.TryFinish(partition, receive, ArrivedMs);
    }

    private static void HandOverEach(ReadOnlySpan<byte> chunk, LineReader lines, SourcePartition partition, LogReceiver receive)
    {
        while (lines.TryRead(ref chunk, out var line))
        {
            receive.Take(partition, line, new LogArrival(partition.Next, ArrivedMs, LogArrival.DamageOf(lines.LastIsTooLong)));
            partition.Next = lines.Position;
            partition.Messages++;
        }
    }

    /// <summary>What a pass gave, and the CPU seconds of its stages.</summary>
    private readonly record struct Pass(Flush Flush, double Gather, double LookUp, double Sort, double Encode, double Decode);

    /// <summary>Tenants, and the CPU seconds that their look-ups took.</summary>
    private sealed class TimedTenants(ITenantLookup tenants) : ITenantLookup
    {
        public double Seconds { get; set; }

        public TenantLevel[] Resolve(IReadOnlyList<string> uids)
        {
            var levels = Array.Empty<TenantLevel>();
            Seconds += CpuOf(() => levels = tenants.Resolve(uids));
            return levels;
        }
    }
}
