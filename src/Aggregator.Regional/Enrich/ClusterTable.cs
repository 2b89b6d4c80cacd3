using Aggregator.Core.Aggregation;
using Aggregator.Core.Dimensions;
using Aggregator.Regional.Ingest;

namespace Aggregator.Regional.Enrich;

/// <summary>The table <c>gateway_cluster_dim</c>: a gateway node's address to its cluster and region. Immutable.</summary>
public sealed class ClusterTable
{
    private readonly TextTable _addresses;

    // By the number that an address has: many nodes are of one cluster.
    private readonly Numbering<ClusterRow> _clusters = new();

    private ClusterTable(long expectedRows) => _addresses = new TextTable(expectedRows);

    /// <summary>A table without rows.</summary>
    public static ClusterTable Empty { get; } = new(0);

    /// <summary>Rows, each address counted once.</summary>
    public int Count => _addresses.Count;

    /// <summary>Rows whose address had been there before; the last row of an address counts.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Reads a CSV file with the columns <c>local_ip,app_group,region_id</c>.</summary>
    /// <exception cref="DimensionException">The file cannot be read.</exception>
    public static ClusterTable Load(string path)
    {
        using var csv = new CsvReader(path, "local_ip", "app_group", "region_id");
        var table = new ClusterTable(csv.CountLines());
        var names = new LabelPool();
        while (csv.Read())
        {
            if (csv[0].IsEmpty) throw csv.Problem("local_ip is empty; fill it in or remove the row");
            var cluster = new ClusterRow(names.CanonicalOrUnknown(csv[1]), names.CanonicalOrUnknown(csv[2]));
            if (!table._addresses.Set(csv[0], table._clusters.NumberOf(cluster))) table.Duplicates++;
        }
        return table;
    }

    /// <summary>The row of an address, compared byte by byte; <see cref="ClusterRow.Unknown"/> when there is none.</summary>
    public ClusterRow Find(ReadOnlySpan<byte> localIp) =>
        _addresses.Find(localIp) is var number and >= 0 ? _clusters[number] : ClusterRow.Unknown;
}
