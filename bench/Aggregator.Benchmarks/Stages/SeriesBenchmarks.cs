using BenchmarkDotNet.Attributes;

namespace Aggregator.Benchmarks.Stages;

/// <summary>The stages of a publication of 500,000 series of tenants. Every figure is for all of them.</summary>
[MemoryDiagnoser]
public class SeriesBenchmarks
{
    private const int Series = 500_000;

    private Action? _run;

    [Benchmark]
    public void Publish() => (_run ??= SeriesStages.Publish(Series))();

    [Benchmark]
    public void Write() => (_run ??= SeriesStages.Write(Series))();
}
