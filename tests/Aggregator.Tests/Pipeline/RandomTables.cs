using Aggregator.Regional.Enrich;
using Aggregator.Tests.Oracle;

namespace Aggregator.Tests.Pipeline;

/// <summary>The dimension tables for <see cref="RandomLog"/>: as the product loads them, and as the oracle has them.</summary>
internal static class RandomTables
{
    /// <summary>As the oracle has them.</summary>
    public static OracleDimensions Oracle { get; } = new()
    {
        Clusters = { ["10.0.0.1"] = ("pop-1", "cn-a"), ["10.0.0.2"] = ("pop-2", "cn-b") },
        Levels = { ["42"] = "GC6", ["1098370000003503"] = "GC5" },
        Priorities = { [("ecs", "Run", "v1")] = "P0", [("oss", "List", "v2")] = "P1" },
    };

    /// <summary>As regional jobs load them.</summary>
    public static Enrichment Enrichment { get; } = Load();

    /// <summary>As the centre asks for them.</summary>
    public static string? PriorityOf(string product, string api, string version) =>
        Oracle.Priorities.GetValueOrDefault((product, api, version));

    private static Enrichment Load()
    {
        var folder = Directory.CreateTempSubdirectory("aggregator-tables-").FullName;
        var (clusters, tenants) = (Path.Combine(folder, "clusters.csv"), Path.Combine(folder, "tenants.csv"));
        File.WriteAllLines(clusters, ["local_ip,app_group,region_id", .. Oracle.Clusters.Select(row => $"{row.Key},{row.Value.AppGroup},{row.Value.RegionId}")]);
        File.WriteAllLines(tenants, ["uid,gc_level", .. Oracle.Levels.Select(row => $"{row.Key},{row.Value}")]);
        var enrichment = new Enrichment(ClusterTable.Load(clusters), TenantTable.Load(tenants));
        Directory.Delete(folder, recursive: true);
        return enrichment;
    }
}
