using Aggregator.Regional;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;
using BenchmarkDotNet.Attributes;

namespace Aggregator.Benchmarks;

/// <summary>Steps 2 to 4 of the walk, each by itself. Every figure is for one log.</summary>
[MemoryDiagnoser]
public class RegionalBenchmarks
{
    private const int Logs = 10_000;

    private static readonly FilterOptions[] Filters =
    [
        new() { Name = "warmup", Drop = new() { Field = "Domain", EqualTo = "popwarmup.aliyuncs.com" } },
        new() { Name = "regions", Drop = new() { Field = "Ext5.logRegionId", In = ["cn-shanghai", "cn-beijing"] } },
    ];

    private readonly LogFields _fields = new(FilterSet.PathsOf(Filters));
    private readonly LogFields _combinedFields = new([]);
    private readonly LogRecord _record = new();
    private readonly SourcePartition _partition = GeneratedInput.Partition();
    private byte[][] _json = [];
    private byte[][] _combined = [];
    private ILogParser _jsonParser = null!;
    private ILogParser _combinedParser = null!;
    private FilterSet _filters = null!;
    private RegionalEngine _engine = null!;
    private LogReceiver _group = null!;

    [GlobalSetup]
    public void Setup()
    {
        _json = GeneratedInput.GatewayJson(Logs);
        _combined = GeneratedInput.Combined(Logs);
        _jsonParser = LogParsers.Create(new SourceOptions(), _fields);
        _combinedParser = LogParsers.Create(new SourceOptions { Format = LogFormat.Combined, Product = "web" }, _combinedFields);
        _filters = new FilterSet(Filters, _fields);
        if (_jsonParser.Parse(_json[0], _record) is not null) throw new InvalidOperationException("The log cannot be read.");
        _engine = GeneratedInput.Engine();
        var prepared = new PreparedLogs(GeneratedInput.Describe(Logs), _combinedFields.Count);
        _group = _engine.ReceiverFor(prepared, new FilterSet([], _combinedFields));
    }

    /// <summary>The gateway's JSON, Ext5 within it, with two fields more than are always needed.</summary>
    [Benchmark(OperationsPerInvoke = Logs)]
    public void ParseGatewayJson()
    {
        foreach (var log in _json) _jsonParser.Parse(log, _record);
    }

    /// <summary>The text format of web servers.</summary>
    [Benchmark(OperationsPerInvoke = Logs)]
    public void ParseCombined()
    {
        foreach (var log in _combined) _combinedParser.Parse(log, _record);
    }

    /// <summary>Two rules, neither of which drops the log.</summary>
    [Benchmark(OperationsPerInvoke = Logs)]
    public void Filter()
    {
        _jsonParser.Parse(_json[0], _record);
        for (var i = 0; i < Logs; i++) _filters.Match(_record.In(_json[0]));
    }

    /// <summary>From a record to its group, for a flush of 10,000 logs; the fields are set from prepared ones, not parsed.</summary>
    [Benchmark(OperationsPerInvoke = Logs)]
    public void Group()
    {
        for (var i = 0; i < Logs; i++) _group(_partition, "x"u8, GeneratedInput.Arrival(i));
        _engine.Flushed([_partition]);
    }
}
