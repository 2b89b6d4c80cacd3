using System.Diagnostics;
using System.Globalization;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Regional;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;

namespace Aggregator.Benchmarks.Tables;

/// <summary>
/// How long <c>gateway_cluster_dim</c> takes to load from a database, and how long logs on the record path take at worst while
/// another thread loads it again and swaps it in, beside the same without that.
/// </summary>
internal static class SwapPause
{
    private const int Swaps = 5;
    private const int MostGroups = 100_000;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    /// <summary>Measures with the table of <paramref name="options"/>' database and prints rows of a table.</summary>
    public static void Run(DatabaseOptions options, TextWriter output)
    {
        var copy = Path.GetTempFileName();
        try
        {
            using var server = new DatabaseServer(options);
            var table = new DatabaseTable<ClusterTable>(
                server.Connections, TableSchema.Clusters, new WholeTableOptions(), copy, new(ClusterTable.Load, loaded => loaded.Count), TimeProvider.System);
            var begun = Stopwatch.GetTimestamp();
            var first = table.Read(CancellationToken.None);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{first.Facts.Rows:N0} rows of gateway_cluster_dim loaded in {Stopwatch.GetElapsedTime(begun).TotalSeconds:F2} s"));
            var current = new CurrentTable<ClusterTable>(first.Table);
            var path = new RecordPath(current);
            path.TimesUntil(Task.Delay(Quiet)); // warm-up
            Measure("nothing is loaded", () => Task.Delay(Quiet));
            Measure(string.Create(CultureInfo.InvariantCulture, $"it is loaded and swapped {Swaps} times"), () => Task.Run(() => Swap(table, current)));

            void Measure(string when, Func<Task> begin)
            {
                var paused = GC.GetTotalPauseDuration();
                var times = path.TimesUntil(begin());
                Print(output, when, times, GC.GetTotalPauseDuration() - paused);
            }
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static void Swap(DatabaseTable<ClusterTable> table, CurrentTable<ClusterTable> current)
    {
        for (var swap = 0; swap < Swaps; swap++) current.Replace(table.Read(CancellationToken.None).Table);
    }

    private static void Print(TextWriter output, string when, List<TimeSpan> times, TimeSpan collections)
    {
        times.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"while {when}: {times.Count:N0} logs, P50 {times[times.Count / 2].TotalMicroseconds:F1} µs, P99.99 {times[(int)(times.Count * 0.9999)].TotalMilliseconds:F2} ms, longest {times[^1].TotalMilliseconds:F1} ms; garbage collections paused it for {collections.TotalMilliseconds:F0} ms in all"));
    }

    /// <summary>One thread that parses and groups logs without a pause.</summary>
    private sealed class RecordPath
    {
        private readonly byte[][] _logs = GeneratedInput.GatewayJson(10_000);
        private readonly SourcePartition _partition = GeneratedInput.Partition();
        private readonly RegionalEngine _engine;
        private readonly LogReceiver _take;

        public RecordPath(CurrentTable<ClusterTable> clusters)
        {
            var fields = new LogFields([]);
            _engine = new RegionalEngine(
                new RegionalEngineOptions("cn-hangzhou", "0", 1, new WindowOptions(), new MeasureOptions()), new Enrichment(clusters, TenantTable.Empty), deadLetters: null);
            _take = _engine.ReceiverFor(LogParsers.Create(new SourceOptions(), fields), new FilterSet([], fields));
        }

        /// <summary>The time of every log until <paramref name="end"/> has come.</summary>
        public List<TimeSpan> TimesUntil(Task end)
        {
            var times = new List<TimeSpan>(4_000_000);
            for (var log = 0; !end.IsCompleted; log++)
            {
                var begun = Stopwatch.GetTimestamp();
                _take.Take(_partition, _logs[log % _logs.Length], GeneratedInput.Arrival(log));
                times.Add(Stopwatch.GetElapsedTime(begun));
                if (_engine.Groups >= MostGroups) _engine.Flushed([_partition]);
            }
            end.GetAwaiter().GetResult();
            return times;
        }
    }
}
