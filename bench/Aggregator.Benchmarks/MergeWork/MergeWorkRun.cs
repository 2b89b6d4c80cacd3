using System.Globalization;
using Aggregator.Central;
using Aggregator.Central.Options;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;

namespace Aggregator.Benchmarks.MergeWork;

/// <summary>
/// The centre's work on <see cref="CentralLoad"/>, a second of traffic (12 of the 60 regions' flushes) a pass: decode, then
/// merge. Prints CPU time and allocated bytes a row, of the best pass, first with label sets that are all known, then with a
/// tenth of the rows of tenants that are new.
/// </summary>
internal static class MergeWorkRun
{
    private const int FlushesPerPass = 12;
    private const long StartMs = GeneratedInput.StartMs;

    /// <param name="passes">How many passes of known label sets; each is a second of event time.</param>
    /// <param name="newPasses">How many of new ones.</param>
    /// <param name="output">Where the results go.</param>
    public static void Run(int passes, int newPasses, TextWriter output)
    {
        var load = new CentralLoad();
        var engine = new CentralEngine(
            new CentralOptions { Budgets = new BudgetOptions { Tenant = 100_000_000 } }, CentralLoad.WindowMs, load.PriorityOf);
        var centre = new CentreUnderLoad(engine, StartMs);
        foreach (var flush in load.Census()) centre.Merge(centre.Decode(flush));
        var published = engine.Publish(StartMs);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{published.SeriesCount:N0} series"));

        EncodedFlush[] known = [.. Enumerable.Range(0, 2 * FlushesPerPass).Select(region => load.Flush(region))];
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{known.Sum(flush => flush.Chunks.Sum(chunk => (double)chunk.Length)) / known.Sum(flush => flush.Rows):F1} bytes a row on the wire"));
        Measure("known label sets", passes, pass => [.. Enumerable.Range(0, FlushesPerPass).Select(i => known[(pass * FlushesPerPass + i) % known.Length])]);
        Measure("10 % new tenants", newPasses, pass => [.. Enumerable.Range(0, FlushesPerPass).Select(region => load.Flush(region, newTenants: 0.1))]);

        void Measure(string name, int count, Func<int, EncodedFlush[]> flushesOf)
        {
            var (bestDecode, bestMerge) = (Cost.None, Cost.None);
            for (var pass = 0; pass < count; pass++)
            {
                var flushes = flushesOf(pass);
                var rows = flushes.Sum(flush => flush.Rows);
                Flush[] decoded = [];
                bestDecode = bestDecode.LesserOf(Cost.Of(() => decoded = [.. flushes.Select(centre.Decode)], rows));
                bestMerge = bestMerge.LesserOf(Cost.Of(() => Array.ForEach(decoded, centre.Merge), rows));
                centre.PassSecond();
            }
            output.WriteLine($"{name}: merge {bestMerge}; decode {bestDecode}");
        }
    }
}

/// <summary>A centre, its clock, and the flushes' way to it: numbered on, and with windows that keep up with the clock.</summary>
internal sealed class CentreUnderLoad(CentralEngine engine, long startMs)
{
    private long _nowMs = startMs;
    private long _sequence;

    public void PassSecond() => _nowMs += 1_000;

    public Flush Decode(EncodedFlush encoded)
    {
        RowBlock[] blocks = [.. encoded.Chunks.Select(chunk => BatchReader.Read(chunk).Chunk!.Flush.Rows.Blocks[0])];
        var firstWindowMs = _nowMs / CentralLoad.WindowMs * CentralLoad.WindowMs - CentralLoad.WindowMs;
        foreach (var windowStarts in blocks.Select(block => block.WindowStartMs))
        {
            foreach (ref var start in windowStarts.AsSpan()) start += firstWindowMs;
        }
        return new Flush(new FlushId(encoded.Region, "0", 1, _sequence++), CentralLoad.WindowMs, 1_000, _nowMs, new RowSet(blocks), [], []);
    }

    public void Merge(Flush flush) => engine.Merge(flush, _nowMs);
}

/// <summary>CPU time of the process and bytes allocated, for one row.</summary>
internal readonly record struct Cost(double Nanoseconds, double Bytes)
{
    public static Cost None => new(double.MaxValue, double.MaxValue);

    public static Cost Of(Action work, int rows)
    {
        var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread());
        work();
        return new Cost((Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / rows, (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / rows);
    }

    public Cost LesserOf(Cost other) => Nanoseconds <= other.Nanoseconds ? this : other;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Nanoseconds:F0} ns, {1e3 / Nanoseconds:F2} million a second, {Bytes:F1} B a row");
}
