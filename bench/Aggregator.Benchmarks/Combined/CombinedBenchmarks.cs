using Aggregator.Regional.Ingest;
using BenchmarkDotNet.Attributes;

namespace Aggregator.Benchmarks.Combined;

/// <summary>The text format of web servers: the parser by blocks beside the plain one. Every figure is for one log.</summary>
[MemoryDiagnoser]
public class CombinedBenchmarks
{
    private const int Count = 10_000;

    private readonly LogRecord _record = new();
    private byte[][] _logs = [];
    private ILogParser _parser = null!;

    /// <summary>What is asked of a log; see <see cref="CombinedCase"/>.</summary>
    [Params("keys", "latency", "filters")]
    public string Wanted { get; set; } = "keys";

    /// <summary>Prepares the plain parser.</summary>
    [GlobalSetup(Target = nameof(Plain))]
    public void PreparePlain() => Prepare(logs => logs.Plain);

    /// <summary>Prepares the one that reads by blocks.</summary>
    [GlobalSetup(Target = nameof(Blocks))]
    public void PrepareBlocks() => Prepare(logs => logs.Blocks);

    /// <summary>Byte by byte and part by part, values copied.</summary>
    [Benchmark(OperationsPerInvoke = Count, Baseline = true)]
    public void Plain() => ParseAll();

    /// <summary>By blocks of 64 bytes, values left where they are.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public void Blocks() => ParseAll();

    private void Prepare(Func<CombinedCase, ILogParser> parserOf)
    {
        var logs = new CombinedCase(GeneratedInput.Combined(Count), Wanted);
        (_logs, _parser) = (logs.Logs, parserOf(logs));
    }

    private void ParseAll()
    {
        foreach (var log in _logs) _parser.Parse(log, _record);
    }
}
