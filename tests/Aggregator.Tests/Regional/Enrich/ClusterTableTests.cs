using Aggregator.Core.Dimensions;
using Aggregator.Regional.Enrich;
using Aggregator.Tests.Core.Dimensions;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich;

/// <summary>gateway_cluster_dim.</summary>
public sealed class ClusterTableTests
{
    [Fact]
    public void Finds_cluster_and_region_of_an_address()
    {
        using var file = new TableFile("region_id,local_ip,app_group\ncn-a,10.0.0.1,pop-a\n,10.0.0.2,other\ncn-b,10.0.0.1,pop-b\n");
        var table = ClusterTable.Load(file.Path);
        Assert.Equal((2, 1), (table.Count, table.Duplicates));
        Assert.Equal(new ClusterRow("pop-b", "cn-b"), table.Find("10.0.0.1"u8));
        Assert.Equal(new ClusterRow("_other", "unknown"), table.Find("10.0.0.2"u8));
        Assert.Equal(ClusterRow.Unknown, table.Find("10.0.0.10"u8));
        Assert.Equal(ClusterRow.Unknown, table.Find(""u8));
        Assert.Equal(ClusterRow.Unknown, ClusterTable.Empty.Find("10.0.0.1"u8));
    }

    [Fact]
    public void Allocates_nothing_for_a_lookup()
    {
        using var file = new TableFile("local_ip,app_group,region_id\n10.0.0.1,a,b\n");
        var table = ClusterTable.Load(file.Path);
        table.Find("10.0.0.1"u8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        table.Find("10.0.0.1"u8);
        table.Find("10.0.0.2"u8);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Refuses_an_empty_address()
    {
        using var file = new TableFile("local_ip,app_group,region_id\n10.0.0.1,a,b\n,a,b\n");
        Assert.Contains(":3: local_ip is empty", Assert.Throws<DimensionException>(() => ClusterTable.Load(file.Path)).Message, StringComparison.Ordinal);
    }
}
