using Aggregator.Regional.Enrich;

namespace Aggregator.Benchmarks.CoreWork;

/// <summary>The peers' tables, whose first column of nodes is called <c>ip</c>.</summary>
internal static class PeerTables
{
    /// <summary>Loads <c>nodes.csv</c> under the name that the product has for the column.</summary>
    public static ClusterTable Clusters(string folder)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, "nodes.csv"));
        lines[0] = lines[0].Replace("ip,", "local_ip,", StringComparison.Ordinal);
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
