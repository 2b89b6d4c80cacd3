using Aggregator.Core.Wire;
using BenchmarkDotNet.Attributes;

namespace Aggregator.Benchmarks;

/// <summary>A flush of 20,000 rows into the compact topic's bytes and back. Every figure is for one row.</summary>
[MemoryDiagnoser]
public class WireBenchmarks
{
    private const int Rows = 20_000;

    private Flush _flush = null!;
    private IReadOnlyList<byte[]> _chunks = [];

    [GlobalSetup]
    public void Setup()
    {
        _flush = GeneratedInput.Flush(logs: 40_000, Rows);
        if (_flush.Rows.Count != Rows) throw new InvalidOperationException($"There are only {_flush.Rows.Count} rows.");
        _chunks = BatchWriter.Write(_flush);
        Console.WriteLine($"// {_chunks.Sum(chunk => chunk.Length)} bytes for {Rows} rows");
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public IReadOnlyList<byte[]> Encode() => BatchWriter.Write(_flush);

    [Benchmark(OperationsPerInvoke = Rows)]
    public void Decode()
    {
        foreach (var chunk in _chunks)
        {
            if (!BatchReader.Read(chunk).IsRead) throw new InvalidOperationException("It cannot be read.");
        }
    }
}
