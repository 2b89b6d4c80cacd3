using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;
using BenchmarkDotNet.Attributes;

namespace Aggregator.Benchmarks;

/// <summary>What one rule adds to the parse of a log, by the kind of its field. Every figure is for one log.</summary>
[MemoryDiagnoser]
public class FilterBenchmarks
{
    private const int Logs = 10_000;

    private readonly LogRecord _record = new();
    private byte[][] _logs = [];
    private ILogParser _parser = null!;
    private FilterSet _filters = null!;

    /// <summary>The field of the only rule, which drops no log; empty for no rule.</summary>
    [Params("", "Domain", "Ext5.logRegionId", "Ext5.callerInfo.callerUid", "RequestContent.RegionId")]
    public string Field { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        FilterOptions[] filters = Field.Length == 0 ? [] : [new() { Name = "rule", Drop = new() { Field = Field, In = ["nothing", "no one"] } }];
        var fields = new LogFields(FilterSet.PathsOf(filters));
        _parser = LogParsers.Create(new SourceOptions(), fields);
        _filters = new FilterSet(filters, fields);
        _logs = GeneratedInput.GatewayJson(Logs);
    }

    /// <summary>Parse and match.</summary>
    [Benchmark(OperationsPerInvoke = Logs)]
    public int ParseAndFilter()
    {
        var dropped = 0;
        foreach (var log in _logs)
        {
            if (_parser.Parse(log, _record) is null && _filters.Match(_record.In(log)) is not null) dropped++;
        }
        return dropped;
    }
}
