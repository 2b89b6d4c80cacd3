using Aggregator.Core.Dimensions;
using Aggregator.Regional.Ingest;

namespace Aggregator.Regional.Enrich;

/// <summary>The table <c>gateway_cluster_dim</c>: a gateway node's address to its cluster and region. Immutable.</summary>
public sealed class ClusterTable
{
    private readonly Dictionary<byte[], ClusterRow> _rows;

    private ClusterTable(Dictionary<byte[], ClusterRow> rows, int duplicates) => (_rows, Duplicates) = (rows, duplicates);

    /// <summary>A table without rows.</summary>
    public static ClusterTable Empty { get; } = new(new(Utf8KeyComparer.Instance), 0);

    /// <summary>Rows, each address counted once.</summary>
    public int Count => _rows.Count;

    /// <summary>Rows whose address had been there before; the last row of an address counts.</summary>
    public int Duplicates { get; }

    /// <summary>Reads a CSV file with the columns <c>local_ip,app_group,region_id</c>.</summary>
    /// <exception cref="DimensionException">The file cannot be read.</exception>
    public static ClusterTable Load(string path)
    {
        var names = new LabelPool();
        var rows = new Dictionary<byte[], ClusterRow>(Utf8KeyComparer.Instance);
        var lookup = rows.GetAlternateLookup<ReadOnlySpan<byte>>();
        var rowsRead = 0;
        using var csv = new CsvReader(path, "local_ip", "app_group", "region_id");
        while (csv.Read())
        {
            if (csv[0].IsEmpty) throw csv.Problem("local_ip is empty; fill it in or remove the row");
            lookup[csv[0]] = new ClusterRow(names.CanonicalOrUnknown(csv[1]), names.CanonicalOrUnknown(csv[2]));
            rowsRead++;
        }
        return new ClusterTable(rows, duplicates: rowsRead - rows.Count);
    }

    /// <summary>The row of an address, compared byte by byte; <see cref="ClusterRow.Unknown"/> when there is none.</summary>
    public ClusterRow Find(ReadOnlySpan<byte> localIp) =>
        _rows.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(localIp, out var row) ? row : ClusterRow.Unknown;
}
