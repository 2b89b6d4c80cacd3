using System.Diagnostics;
using System.Globalization;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>
/// Runs cases until one of them is read differently by the two parsers of a format. Parsers remember the keys of earlier logs, so
/// they are made anew with every batch: a failing case is found again by its batch.
/// </summary>
internal static class FuzzRun
{
    /// <summary>Cases that share parsers.</summary>
    public const int Batch = 1000;

    private const int MostLogsAChunk = 40;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(10);

    /// <summary>Runs <paramref name="cases"/> cases from number <paramref name="from"/> on, whole batches.</summary>
    public static FuzzResult Run(FuzzFormat format, long cases, ulong seed, long from, TextWriter output)
    {
        var mutator = format.MutatorOf(seed);
        using var end = new GuardedPage();
        using var chunkEnd = new GuardedPage();
        var (begun, told, parses, plain) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), 0L, 0L);
        var first = from / Batch * Batch;
        for (var batch = first; batch < from + cases; batch += Batch)
        {
            var pair = format.PairOf(batch / Batch);
            var twins = new ParserTwins(pair.Fast, pair.Law, pair.Fields, end, chunkEnd);
            for (var number = batch; number < batch + Batch;)
            {
                var logs = Chunk(mutator, seed, number, batch + Batch);
                if (twins.Difference(logs) is var (at, text)) return Result(new FuzzFailure(format.Name, seed, number + at, batch, text, logs[at]));
                number += logs.Count;
            }
            (parses, plain) = (parses + twins.Parses, plain + pair.PlainLogs());
            if (Stopwatch.GetElapsedTime(told) < ProgressEvery) continue;
            told = Stopwatch.GetTimestamp();
            Report(batch + Batch);
        }
        Report(from + cases);
        return Result(failure: null);

        FuzzResult Result(FuzzFailure? failure) => new(failure, parses == 0 ? 0 : (double)(parses - plain) / parses);

        void Report(long next) => output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{next - first:N0} cases, {Result(null).FastShare:P0} of them read by the fast parser itself, {(next - first) / Stopwatch.GetElapsedTime(begun).TotalSeconds:N0} a second"));
    }

    /// <summary>Some cases from number <paramref name="from"/> on, of which the last one is cut off.</summary>
    private static List<byte[]> Chunk(ILogMutator mutator, ulong seed, long from, long end)
    {
        var draw = new Draw(~seed, from);
        var count = Math.Min(1 + draw.Below(MostLogsAChunk), end - from);
        List<byte[]> logs = [];
        for (var number = from; number < from + count; number++) logs.Add(mutator.Write(number).ToArray());
        if (draw.Chance(0.5)) logs[^1] = logs[^1][..draw.Below(logs[^1].Length + 1)];
        return logs;
    }
}
