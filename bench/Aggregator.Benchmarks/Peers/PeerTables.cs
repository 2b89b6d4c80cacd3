namespace Aggregator.Benchmarks.Peers;

/// <summary>The dimension tables beside the peers' logs, some rows of which are missing, as in life.</summary>
internal static class PeerTables
{
    private const int NodesForOneMissing = 67;
    private const int TenantsForOneMissing = 50;

    /// <summary>Writes <c>nodes.csv</c> and <c>tenants.csv</c> into a folder.</summary>
    public static void Write(PeerWorld world, string folder)
    {
        Directory.CreateDirectory(folder);
        var nodes = Known(world.GatewayNodes, NodesForOneMissing).Select(node => $"{node.Ip},{node.AppGroup},{node.Region}");
        File.WriteAllLines(Path.Combine(folder, "nodes.csv"), nodes.Prepend("ip,app_group,region_id"));
        var tenants = Known(world.Callers, TenantsForOneMissing).Select(tenant => $"{tenant.Uid},GC{tenant.Level}");
        File.WriteAllLines(Path.Combine(folder, "tenants.csv"), tenants.Prepend("uid,gc_level"));
    }

    private static IEnumerable<T> Known<T>(T[] rows, int ofWhichOneIsMissing) =>
        rows.Where((_, number) => number % ofWhichOneIsMissing != ofWhichOneIsMissing - 1);
}
