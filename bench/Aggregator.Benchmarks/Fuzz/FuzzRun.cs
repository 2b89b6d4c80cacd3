using System.Diagnostics;
using System.Globalization;
using Aggregator.Regional.Ingest;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>
/// Runs cases until one of them is read differently by the two parsers. Parsers remember the keys of earlier logs, so they are
/// made anew with every batch: a failing case is found again by its batch.
/// </summary>
internal static class FuzzRun
{
    /// <summary>Cases that share parsers.</summary>
    public const int Batch = 1000;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(10);

    // Without filters; with filters on nested, key-value and escaped fields; with one on the whole of a field that others look into.
    private static readonly LogFields[] Plans =
    [
        new([]),
        new(["Ext5.logRegionId", "Ext5.callerInfo.callerUid", "Ext5.headers.host", "Domain", "RequestContent.Action"]),
        new(["Ext5", "Ext5.callerInfo.callerUid", "callerInfo.callerUid", "RequestContent", "RequestContent.RegionId", "a.b", "k\""]),
    ];

    /// <summary>Runs <paramref name="cases"/> cases from number <paramref name="from"/> on, whole batches.</summary>
    public static FuzzResult Run(long cases, ulong seed, long from, TextWriter output)
    {
        var mutator = new LogMutator(seed);
        var (begun, told, fast) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), 0L);
        var first = from / Batch * Batch;
        for (var batch = first; batch < from + cases; batch += Batch)
        {
            var twins = new ParserTwins(Plans[batch / Batch % Plans.Length]);
            for (var number = batch; number < batch + Batch; number++)
            {
                var log = mutator.Write(number);
                if (twins.Difference(log) is { } difference) return Result(number, new FuzzFailure(seed, number, batch, difference, log.ToArray()));
            }
            fast += twins.ReadFast(Batch);
            if (Stopwatch.GetElapsedTime(told) < ProgressEvery) continue;
            told = Stopwatch.GetTimestamp();
            Report(batch + Batch);
        }
        Report(from + cases);
        return Result(from + cases, failure: null);

        FuzzResult Result(long end, FuzzFailure? failure) => new(failure, fast / 2.0 / (end - first));

        void Report(long end) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{end - first:N0} cases, {Result(end, null).FastShare:P0} of them read by the fast parser itself, {(end - first) / Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} a second"));
    }
}
