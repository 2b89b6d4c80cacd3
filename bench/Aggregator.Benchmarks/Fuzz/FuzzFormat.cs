using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Json;
using Aggregator.Regional.Ingest.Text;
using Aggregator.Regional.Options;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>A format with two parsers: how its cases are made, and what is asked of both parsers, in turns.</summary>
internal sealed class FuzzFormat
{
    private static readonly string[] OfCombined =
    [
        "remote_addr", "remote_user", "time_local", "request", "method", "path", "status", "body_bytes_sent", "http_referer", "http_user_agent",
    ];

    private readonly Func<ulong, ILogMutator> _mutatorOf;
    private readonly Func<Pair>[] _plans;

    private FuzzFormat(string name, Func<ulong, ILogMutator> mutatorOf, IEnumerable<Func<Pair>> plans) =>
        (Name, _mutatorOf, _plans) = (name, mutatorOf, [.. plans]);

    /// <summary>
    /// Gateway logs: without filters; with filters on nested, key-value and escaped fields; with one on the whole of a field that
    /// others look into.
    /// </summary>
    public static FuzzFormat GatewayJson { get; } = new("gateway-json", seed => new LogMutator(seed), ((string[][])
    [
        [],
        ["Ext5.logRegionId", "Ext5.callerInfo.callerUid", "Ext5.headers.host", "Domain", "RequestContent.Action"],
        ["Ext5", "Ext5.callerInfo.callerUid", "callerInfo.callerUid", "RequestContent", "RequestContent.RegionId", "a.b", "k\""],
    ]).Select(paths => (Func<Pair>)(() => Json(new LogFields(paths)))));

    /// <summary>Lines of web servers: with and without latency and filters, and APIs of one to many segments.</summary>
    public static FuzzFormat Combined { get; } = new("combined", seed => new CombinedMutator(seed), (((LatencyUnit, int, string[])[])
    [
        (LatencyUnit.None, 2, []),
        (LatencyUnit.None, 2, OfCombined),
        (LatencyUnit.S, 1, []),
        (LatencyUnit.Us, 64, OfCombined),
    ]).Select(plan => (Func<Pair>)(() => Text(plan.Item1, plan.Item2, new LogFields(plan.Item3)))));

    /// <summary>Its name in configurations.</summary>
    public string Name { get; }

    /// <summary>The format of a name.</summary>
    public static FuzzFormat Of(string name) => name switch
    {
        "gateway-json" => GatewayJson,
        "combined" => Combined,
        _ => throw new ArgumentException($"No format: {name}. It is gateway-json or combined.", nameof(name)),
    };

    /// <summary>Makes its cases.</summary>
    public ILogMutator MutatorOf(ulong seed) => _mutatorOf(seed);

    /// <summary>New parsers for a batch of cases.</summary>
    public Pair PairOf(long batch) => _plans[batch % _plans.Length]();

    private static Pair Json(LogFields fields)
    {
        var fast = new IndexedJsonParser(fields);
        return new Pair(fast, new GatewayJsonParser(fields), fields, () => fast.PlainLogs);
    }

    private static Pair Text(LatencyUnit unit, int segments, LogFields fields)
    {
        var source = new SourceOptions { Format = LogFormat.Combined, Product = "web", Latency = unit, ApiSegments = segments };
        var fast = new BlockCombinedParser(fields, source);
        return new Pair(fast, new CombinedParser(fields, source), fields, () => fast.PlainLogs);
    }

    /// <summary>Two parsers of the same fields, and how many logs the fast one has left to its own plain one so far.</summary>
    internal sealed record Pair(ILogParser Fast, ILogParser Law, LogFields Fields, Func<long> PlainLogs);
}
