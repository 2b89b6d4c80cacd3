using BenchmarkDotNet.Attributes;

namespace Aggregator.Benchmarks.Stages;

/// <summary>The stages of a row, in flushes of 200,000. Every figure is for one row.</summary>
[MemoryDiagnoser]
public class RowBenchmarks
{
    private const int Rows = 200_000;

    private Action? _run;

    [Benchmark(OperationsPerInvoke = Rows)]
    public void Flush() => (_run ??= RowStages.Flush(Rows))();

    [Benchmark(OperationsPerInvoke = Rows)]
    public void Encode() => (_run ??= RowStages.Encode(Rows))();

    [Benchmark(OperationsPerInvoke = Rows)]
    public void Decode() => (_run ??= RowStages.Decode(Rows))();

    [Benchmark(OperationsPerInvoke = Rows)]
    public void Merge() => (_run ??= RowStages.Merge(Rows))();
}
