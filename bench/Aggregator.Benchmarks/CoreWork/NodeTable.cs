using Aggregator.Regional.Enrich;

namespace Aggregator.Benchmarks.CoreWork;

/// <summary>The table of gateway nodes, as the product has it or as <c>nodes.csv</c>, whose first column is called <c>ip</c>.</summary>
internal static class NodeTable
{
    /// <summary>Loads <c>clusters.csv</c>; without it <c>nodes.csv</c>, under the name that the product has for the column.</summary>
    public static ClusterTable Clusters(string folder)
    {
        var clusters = Path.Combine(folder, "clusters.csv");
        if (File.Exists(clusters)) return ClusterTable.Load(clusters);
        var lines = File.ReadAllLines(Path.Combine(folder, "nodes.csv"));
        lines[0] = "local_" + lines[0];
        var renamed = Path.GetTempFileName();
        try
        {
            File.WriteAllLines(renamed, lines);
            return ClusterTable.Load(renamed);
        }
        finally
        {
            File.Delete(renamed);
        }
    }
}
