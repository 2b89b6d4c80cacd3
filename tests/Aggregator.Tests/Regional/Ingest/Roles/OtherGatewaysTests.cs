using System.Text;
using System.Text.Json;
using Aggregator.Configuration;
using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Ingest.Json;
using Aggregator.Regional.Options;
using Aggregator.Tests.Core.Wire;
using Aggregator.Tests.Pipeline;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest.Roles;

/// <summary>The samples of other gateways' logs, each with its configuration, to rows.</summary>
public sealed class OtherGatewaysTests
{
    private static readonly string[] Columns =
        ["window_start", "product", "api", "version", "caller_uid", "region_id", "http_code", "error_code", "qps", "rt_sum", "slow1s_count"];

    public static TheoryData<string, string[]> Gateways => new()
    {
        {
            "envoy",
            [
                "1768484240|carts|GET /carts/9|unknown|unknown|unknown|200||1|7|0",
                "1768484240|no-cluster|GET /favicon.ico|unknown|unknown|unknown|404|NR|1|0|0",
                "1768484240|orders|GET /orders/list|unknown|unknown|unknown|200||2|1262|1",
                "1768484240|orders|POST /orders|unknown|unknown|unknown|503|UH|1|3|0",
            ]
        },
        {
            "apisix",
            [
                "1768484240|apisix|GET /|unknown|unknown|unknown|404||1|18|0",
                "1768484240|orders|orders-list|2024-04-02|1098|unknown|200||2|1611|1",
                "1768484240|payments|POST /v1/pay|unknown|unknown|unknown|502||1|102|0",
            ]
        },
        {
            "kong",
            [
                "1768484240|kong|GET /nowhere|unknown|unknown|unknown|404||1|0|0",
                "1768484240|orders|POST /orders/7|unknown|unknown|unknown|503||1|30|0",
                "1768484240|orders|list-orders|2024-04-02|1098|unknown|200||2|1942|1",
            ]
        },
        {
            // The log of no server is filtered: it has no product. What is no request is one API.
            "nginx",
            [
                "1768484240|shop.example.com|-|unknown|unknown|cn-a|400||1|0|0",
                "1768484240|shop.example.com|GET /orders/list|unknown|1098|cn-a|200||2|1264|1",
                "1768484240|shop.example.com|POST /orders|unknown|unknown|cn-a|503||1|3|0",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Gateways))]
    public void Its_logs_become_rows_with_the_right_keys_and_measures(string gateway, string[] rows)
    {
        var source = Source(gateway);
        Assert.Equal(rows, Rows(source, fields => new GatewayJsonParser(fields)), StringComparer.Ordinal);
        Assert.Equal(rows, Rows(source, fields => new IndexedJsonParser(fields)), StringComparer.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Gateways))]
    public void Its_configuration_is_the_documented_one(string gateway, string[] rows)
    {
        Assert.NotEmpty(rows);
        var sample = Repository.Read($"samples/{gateway}.yaml");
        var documented = Repository.Read("docs/CONFIGURATION.md");
        Assert.Contains(sample[sample.IndexOf("    fields:\n", StringComparison.Ordinal)..].TrimEnd(), documented, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("envoy")]
    [InlineData("apisix")]
    [InlineData("kong")]
    [InlineData("nginx")]
    public void Its_logs_are_read_the_fast_way(string gateway)
    {
        var source = Source(gateway);
        var parser = new IndexedJsonParser(new LogFields([], source));
        foreach (var line in File.ReadLines(source.File!)) Assert.Null(parser.Parse(Encoding.UTF8.GetBytes(line), new LogRecord()));
        Assert.Equal((0, 0), (parser.PlainLogs, parser.PlainTexts));
    }

    private static SourceOptions Source(string gateway)
    {
        var (options, problems) = ConfigurationFile.Load(Repository.PathOf($"samples/{gateway}.yaml"));
        Assert.Empty(problems.Select(problem => problem.ToString()));
        return Assert.Single(options!.Sources);
    }

    private static IEnumerable<string> Rows(SourceOptions source, Func<LogFields, ILogParser> parser)
    {
        var engine = new RegionalEngine(
            new RegionalEngineOptions("r", "0", 1, new WindowOptions(), new MeasureOptions()), RandomTables.Enrichment, null);
        var fields = new LogFields([], source);
        var receiver = engine.ReceiverFor(parser(fields), new FilterSet([], fields));
        var partition = new SourcePartition(new SourceId("memory", "t", 0), 1, 0, 5_000);
        foreach (var line in File.ReadLines(source.File!))
            receiver.Take(partition, Encoding.UTF8.GetBytes(line), new LogArrival(0, RandomLog.NowMs + 60_000));
        var lines = JsonBatch.Write(engine.MakeFlush([partition], RandomLog.NowMs)).SelectMany(batch => Encoding.UTF8.GetString(batch).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return lines.Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => string.Join('|', Columns.Select(column => row.GetProperty(column).ToString())))
            .Order(StringComparer.Ordinal);
    }
}
