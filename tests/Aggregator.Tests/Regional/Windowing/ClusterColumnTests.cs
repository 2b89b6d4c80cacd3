using System.Text;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Windowing.Groups;
using Xunit;

namespace Aggregator.Tests.Regional.Windowing;

/// <summary>A cluster's number stands for what the table says of the node.</summary>
public sealed class ClusterColumnTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-clusters-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Finds_what_the_table_finds_for_any_bytes()
    {
        var longAddress = new string('9', 300);
        var table = Table($"10.0.0.1,a,east\n\uFFFD,b,west\n{longAddress},c,north\nunknown,d,south\n");
        byte[][] addresses = ["10.0.0.1"u8.ToArray(), "10.0.0.2"u8.ToArray(), [], [0xFF], "\uFFFD"u8.ToArray(), "unknown"u8.ToArray(), "_unknown"u8.ToArray(), Encoding.ASCII.GetBytes(longAddress), Encoding.ASCII.GetBytes(longAddress + "9")];
        var column = new ClusterColumn();
        foreach (var address in addresses.Concat(addresses)) Assert.Equal(table.Find(address), column[column.NumberOf(address, table)]);
    }

    [Fact]
    public void Asks_a_new_table_again()
    {
        var (before, after) = (Table("10.0.0.1,a,east\n"), Table("10.0.0.1,b,west\n"));
        var column = new ClusterColumn();
        var old = column.NumberOf("10.0.0.1"u8, before);

        Assert.Equal(new ClusterRow("b", "west"), column[column.NumberOf("10.0.0.1"u8, after)]);
        Assert.Equal(new ClusterRow("a", "east"), column[old]);
        column.Trim();
        Assert.Equal(new ClusterRow("b", "west"), column[column.NumberOf("10.0.0.1"u8, after)]);
    }

    private ClusterTable Table(string rows)
    {
        var path = Path.Combine(_folder, "clusters.csv");
        File.WriteAllText(path, "local_ip,app_group,region_id\n" + rows);
        return ClusterTable.Load(path);
    }
}
