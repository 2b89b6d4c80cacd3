using System.Globalization;
using System.Text;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Text;
using Aggregator.Regional.Options;
using BenchmarkDotNet.Attributes;

namespace Aggregator.Benchmarks;

/// <summary>The text format of web servers: the parser by blocks beside the plain one. Every figure is for one log.</summary>
[MemoryDiagnoser]
public class CombinedBenchmarks
{
    private const int Logs = 10_000;

    private static readonly SourceOptions Web = new() { Format = LogFormat.Combined, Product = "web" };

    private readonly LogRecord _record = new();
    private byte[][] _logs = [];
    private ILogParser _parser = null!;

    /// <summary>What is asked of a log: its keys and status; with the latency that ends it; with fields for filters as well.</summary>
    [Params("keys", "latency", "filters")]
    public string Wanted { get; set; } = "keys";

    /// <summary>Prepares the plain parser.</summary>
    [GlobalSetup(Target = nameof(Plain))]
    public void PreparePlain() => Prepare((fields, source) => new CombinedParser(fields, source));

    /// <summary>Prepares the one that reads by blocks.</summary>
    [GlobalSetup(Target = nameof(Blocks))]
    public void PrepareBlocks() => Prepare((fields, source) => new BlockCombinedParser(fields, source));

    /// <summary>Byte by byte and part by part, values copied.</summary>
    [Benchmark(OperationsPerInvoke = Logs, Baseline = true)]
    public void Plain() => ParseAll();

    /// <summary>By blocks of 64 bytes, values left where they are.</summary>
    [Benchmark(OperationsPerInvoke = Logs)]
    public void Blocks() => ParseAll();

    private void Prepare(Func<LogFields, SourceOptions, ILogParser> create)
    {
        var wantsLatency = Wanted is "latency";
        var fields = new LogFields(Wanted is "filters" ? ["remote_addr", "path", "status", "http_user_agent"] : []);
        _parser = create(fields, Web with { Latency = wantsLatency ? LatencyUnit.S : LatencyUnit.None });
        _logs = GeneratedInput.Combined(Logs);
        if (wantsLatency) _logs = [.. _logs.Select((log, n) => (byte[])[.. log, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" 0.{n % 1000:000}"))])];
    }

    private void ParseAll()
    {
        foreach (var log in _logs) _parser.Parse(log, _record);
    }
}
