using System.Globalization;

namespace Aggregator.Benchmarks.Stages;

/// <summary>
/// What each stage may allocate, in bytes for one log, row or series. Unlike times, that is the same on any machine: the
/// committed <c>bench/allocations.tsv</c> is checked by the tests, and written by <c>allocations FILE</c>.
/// </summary>
internal static class AllocationBudget
{
    private const int Logs = 2_000;
    private const int Rows = 20_000;
    private const int Series = 30_000;

    // The first runs fill buffers that are kept; the just-in-time compiler may take allocations away later, never add some.
    private const int WarmUps = 3;
    private const int Runs = 3;

    /// <summary>Every stage, with how many operations it is measured over.</summary>
    public static IReadOnlyList<(string Name, int Operations, Func<int, Action> Make)> Stages { get; } =
    [
        ("parse a log of 708 B", Logs, LogStages.ParseSmall),
        ("parse a log of 4,456 B", Logs, LogStages.ParseFull),
        ("parse a log of the combined format", Logs, LogStages.ParseCombined),
        ("parse a log of Envoy by its map", Logs, EnvoyStage.Parse),
        ("parse and filter by an own field", Logs, LogStages.FilterOwnField),
        ("parse and filter by a nested field", Logs, LogStages.FilterNestedField),
        ("parse and filter by a key-value", Logs, LogStages.FilterKeyValue),
        ("look up a cluster", Logs, LogStages.LookUpCluster),
        ("look up a tenant", Logs, LogStages.LookUpTenant),
        ("group a log", Logs, LogStages.Group),
        ("flush a row", Rows, RowStages.Flush),
        ("encode a row", Rows, RowStages.Encode),
        ("decode a row", Rows, RowStages.Decode),
        ("merge a row", Rows, RowStages.Merge),
        ("publish a series", Series, SeriesStages.Publish),
        ("write a series", Series, SeriesStages.Write),
    ];

    /// <summary>Bytes that one operation of a stage allocates on the thread that runs it: the least of several runs.</summary>
    public static double Measure(int operations, Func<int, Action> make)
    {
        var run = make(operations);
        for (var warmUp = 0; warmUp < WarmUps; warmUp++) run();
        var least = long.MaxValue;
        for (var measured = 0; measured < Runs; measured++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return (double)least / operations;
    }

    /// <summary>Bytes by stage, of the committed file.</summary>
    public static Dictionary<string, double> Read(string path) => File.ReadLines(path).Skip(1).Select(line => line.Split('\t'))
        .ToDictionary(cells => cells[0], cells => double.Parse(cells[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>Measures all stages anew.</summary>
    public static void Write(string path) => File.WriteAllLines(path, Stages
        .Select(stage => string.Create(CultureInfo.InvariantCulture, $"{stage.Name}\t{Measure(stage.Operations, stage.Make):F1}"))
        .Prepend("stage\tbytes"));
}
