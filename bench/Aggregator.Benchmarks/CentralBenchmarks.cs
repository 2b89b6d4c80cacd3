using System.Buffers;
using Aggregator.Central;
using Aggregator.Central.Expose;
using Aggregator.Central.Options;
using Aggregator.Core.Wire;
using BenchmarkDotNet.Attributes;

namespace Aggregator.Benchmarks;

/// <summary>The centre: merging a flush whose label sets are known (a figure a row), and 500,000 series of tenants.</summary>
[MemoryDiagnoser]
public class CentralBenchmarks
{
    private const int Rows = 20_000;
    private const int Series = 500_000;
    private const int SeriesPerTenant = 3;

    private readonly NoBytes _output = new();
    private readonly CentralEngine _merging = NewEngine();
    private readonly CentralEngine _publishing = NewEngine();
    private Flush _flush = null!;
    private ExpositionSnapshot _snapshot = null!;

    [GlobalSetup]
    public void Setup()
    {
        _flush = GeneratedInput.Flush(logs: 40_000, Rows);
        var tenants = GeneratedInput.TenantFlush(Series / SeriesPerTenant);
        _publishing.Merge(tenants, tenants.CreatedMs);
        _snapshot = Publish();
        if (_snapshot.SeriesCount < Series) throw new InvalidOperationException($"There are only {_snapshot.SeriesCount} series.");
    }

    /// <summary>Every merge is a flush of its own, whose sources go on where the one before ended.</summary>
    [Benchmark(OperationsPerInvoke = Rows)]
    public void Merge()
    {
        var sources = _flush.Sources.Select(source => source with { From = source.Next, Next = source.Next + source.Messages });
        _flush = _flush with { Id = _flush.Id with { Sequence = _flush.Id.Sequence + 1 }, Sources = [.. sources] };
        _merging.Merge(_flush, GeneratedInput.StartMs);
    }

    [Benchmark]
    public ExpositionSnapshot Publish() => _publishing.Publish(GeneratedInput.StartMs);

    [Benchmark]
    public long WriteExposition()
    {
        _snapshot.Write(_output);
        return _output.Written;
    }

    private static CentralEngine NewEngine() =>
        new(new CentralOptions(), windowSizeMs: 10_000, priorityOf: (_, _, _) => null, eventTime: true);

    /// <summary>Takes bytes and forgets them.</summary>
    private sealed class NoBytes : IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[1 << 20];

        public long Written { get; private set; }

        public void Advance(int count) => Written += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => _buffer;
    }
}
