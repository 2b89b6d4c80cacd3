using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Aggregator.Tests.Oracle;

namespace Aggregator.PipelineTests.Replay;

/// <summary>Generated logs in files, with their tables and a configuration, and what they come to: nothing here parses a log.</summary>
internal sealed class GeneratedLogs
{
    private const long StartMs = 1_768_484_240_000;

    private static readonly GenerateOptions Options = new()
    {
        Rate = 5000,
        Seed = 11,
        Tenants = 60,
        Products = 8,
        Apis = 48,
        Nodes = 6,
        Regions = ["cn-hangzhou", "cn-shanghai", "ap-southeast-1"],
        BurstEvery = TimeSpan.FromMinutes(1),
        Damaged = 0.01,
    };

    private static readonly GeneratedTables Tables = new(Options, Options.Regions, allLevels: false);

    private readonly TemporaryFolder _folder;

    /// <summary>Writes tables and configuration into <paramref name="folder"/>.</summary>
    public GeneratedLogs(TemporaryFolder folder)
    {
        _folder = folder;
        Tables.WriteCsv(folder["tables"]);
        Config = WriteConfig("replay.yaml", "{}");
    }

    /// <summary>The configuration, with the defaults of everything that has one.</summary>
    public string Config { get; }

    /// <summary>A configuration with options of its own under <c>windows</c>.</summary>
    public string WriteConfig(string name, string windows)
    {
        File.WriteAllText(
            _folder[name],
            $$"""
            region: generated
            sources: [{ file: nothing.jsonl, format: gateway-json, follow: false }]
            windows: {{windows}}
            dimensions:
              clusters: { csv: tables/clusters.csv }
              tenants: { csv: tables/tenants.csv }
              apis: { csv: tables/apis.csv }
            """);
        return _folder[name];
    }

    /// <summary>Writes the logs of these numbers, in this order, and returns the file's path.</summary>
    public string Write(string name, IEnumerable<int> numbers)
    {
        var generator = NewGenerator();
        using var file = new BufferedStream(File.Create(_folder[name]), 1 << 20);
        foreach (var number in numbers)
        {
            file.Write(generator.Write(number));
            file.WriteByte((byte)'\n');
        }
        return _folder[name];
    }

    /// <summary>What the first <paramref name="count"/> logs say.</summary>
    public static IReadOnlyList<GeneratedLog> Describe(int count)
    {
        var generator = NewGenerator();
        return [.. Enumerable.Range(0, count).Select(number => generator.Describe(number))];
    }

    /// <summary>The slow twin's view of logs; those that are cut off are not in it.</summary>
    public static ReferenceRollup RollUp(IReadOnlyList<GeneratedLog> logs)
    {
        var dimensions = new OracleDimensions();
        var read = new List<OracleLog>(logs.Count);
        foreach (var log in logs)
        {
            var (api, node) = (log.Api, log.Node);
            if (node.IsListed) dimensions.Clusters[node.LocalIp] = (node.AppGroup, node.RegionId);
            if (api.IsListed) dimensions.Priorities[(api.Product, api.Name, api.Version)] = api.Priority;
            if (Tables.LevelOf(log.Tenant) is { } level) dimensions.Levels[log.CallerUid] = level;
            if (log.Damage == GeneratedDamage.CutOff) continue;
            read.Add(new OracleLog(
                log.EventTimeMs, api.Product, log.Damage == GeneratedDamage.NoApi ? "" : api.Name, api.Version, log.CallerUid,
                node.LocalIp, CodeTexts[log.HttpCode], log.ErrorCode, log.LatencyMs, log.BizRegionId));
        }
        return new ReferenceRollup(read, dimensions);
    }

    // A million texts of a few numbers would take the memory of the test for nothing.
    private static readonly string[] CodeTexts =
        [.. Enumerable.Range(0, 1000).Select(code => code.ToString(System.Globalization.CultureInfo.InvariantCulture))];

    private static LogGenerator NewGenerator() => new(Options, region: "", StartMs);
}
