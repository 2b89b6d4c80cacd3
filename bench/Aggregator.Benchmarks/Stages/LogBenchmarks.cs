using BenchmarkDotNet.Attributes;

namespace Aggregator.Benchmarks.Stages;

/// <summary>The stages of a log. Every figure is for one log.</summary>
[MemoryDiagnoser]
public class LogBenchmarks
{
    private const int Logs = 10_000;

    private Action? _run;

    [Benchmark(OperationsPerInvoke = Logs)]
    public void ParseSmall() => (_run ??= LogStages.ParseSmall(Logs))();

    [Benchmark(OperationsPerInvoke = Logs)]
    public void ParseFull() => (_run ??= LogStages.ParseFull(Logs))();

    [Benchmark(OperationsPerInvoke = Logs)]
    public void ParseCombined() => (_run ??= LogStages.ParseCombined(Logs))();

    [Benchmark(OperationsPerInvoke = Logs)]
    public void FilterOwnField() => (_run ??= LogStages.FilterOwnField(Logs))();

    [Benchmark(OperationsPerInvoke = Logs)]
    public void FilterNestedField() => (_run ??= LogStages.FilterNestedField(Logs))();

    [Benchmark(OperationsPerInvoke = Logs)]
    public void FilterKeyValue() => (_run ??= LogStages.FilterKeyValue(Logs))();

    [Benchmark(OperationsPerInvoke = Logs)]
    public void LookUpCluster() => (_run ??= LogStages.LookUpCluster(Logs))();

    [Benchmark(OperationsPerInvoke = Logs)]
    public void LookUpTenant() => (_run ??= LogStages.LookUpTenant(Logs))();

    [Benchmark(OperationsPerInvoke = Logs)]
    public void Group() => (_run ??= LogStages.Group(Logs))();
}
