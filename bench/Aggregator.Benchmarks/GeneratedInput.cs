using System.Globalization;
using System.Text;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;

namespace Aggregator.Benchmarks;

/// <summary>What the benchmarks run on: generated logs of one region, 10,000 a second, and the flush that they make.</summary>
internal static class GeneratedInput
{
    public const long StartMs = 1_768_484_240_000;

    private static readonly GenerateOptions Options = new() { Rate = 10_000, Damaged = 0 };

    /// <summary>Logs as the gateway writes them, about 960 bytes each.</summary>
    public static byte[][] GatewayJson(int count)
    {
        var generator = new LogGenerator(Options, "cn-hangzhou", StartMs);
        return [.. Enumerable.Range(0, count).Select(n => generator.Write(n).ToArray())];
    }

    /// <summary>The same logs as a web server writes them, about 190 bytes each.</summary>
    public static byte[][] Combined(int count) => [.. Describe(count).Select(log => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{log.Node.LocalIp} - {log.CallerUid} [{DateTimeOffset.FromUnixTimeMilliseconds(log.EventTimeMs):dd/MMM/yyyy:HH:mm:ss} +0000] \"GET /{log.Api.Product}/{log.Api.Name}?v={log.Api.Version} HTTP/1.1\" {log.HttpCode} 2326 \"https://console.example.com/\" \"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\"")))];

    /// <summary>What the logs say.</summary>
    public static IReadOnlyList<GeneratedLog> Describe(int count)
    {
        var generator = new LogGenerator(Options, "cn-hangzhou", StartMs);
        return [.. Enumerable.Range(0, count).Select(n => generator.Describe(n))];
    }

    /// <summary>A regional engine that knows no tables.</summary>
    public static RegionalEngine Engine() => new(
        new RegionalEngineOptions("cn-hangzhou", "0", 1, new WindowOptions(), new MeasureOptions()),
        new Enrichment(ClusterTable.Empty, TenantTable.Empty), deadLetters: null);

    /// <summary>A log that came after all that were generated.</summary>
    public static LogArrival Arrival(long position) => new(position, StartMs + 3_600_000);

    /// <summary>The flush of so many logs, cut to <paramref name="rows"/> rows.</summary>
    public static Flush Flush(int logs, int rows)
    {
        var engine = Engine();
        var fields = new LogFields([]);
        var receive = engine.ReceiverFor(LogParsers.Create(new SourceOptions(), fields), new FilterSet([], fields));
        var partition = Partition();
        foreach (var log in GatewayJson(logs)) receive.Take(partition, log, Arrival(0));
        var flush = engine.MakeFlush([partition], StartMs);
        return flush with { Rows = [.. flush.Rows.Take(rows)] };
    }

    /// <summary>A flush of one row for each of so many tenants, all with a level.</summary>
    public static Flush TenantFlush(int tenants)
    {
        var world = new GeneratedWorld(new GenerateOptions { Tenants = tenants });
        var partition = Partition();
        partition.Watermark.Observe(StartMs + 20_000);
        return new Flush(
            new FlushId("cn-hangzhou", "0", 1, 0), 10_000, 1_000, StartMs,
            [.. Enumerable.Range(0, tenants).Select(tenant => TenantRow(world, tenant))], [partition.ToProgress()], []);
    }

    public static SourcePartition Partition() => new(new SourceId("file", "bench", 0), 1, 0, 5_000);

    private static Row TenantRow(GeneratedWorld world, int tenant)
    {
        var measures = new PartialAggregate();
        measures.Add(latencyMs: tenant % 900, slow: false, throttled: false);
        var key = new GroupKey(StartMs, "ecs", "DescribeInstances", "2014-05-26", world.Uid(tenant), "cn-hangzhou", "a", 200, "", "cn-hangzhou");
        return new Row(key, TenantLevel.Known(world.Level(tenant)), measures);
    }
}
