using Aggregator.Core.Dimensions;
using Xunit;

namespace Aggregator.Tests.Core.Dimensions;

/// <summary>api_dim.</summary>
public sealed class ApiTableTests
{
    private const string Text = """
        product,api,version,priority,biz_domain
        ecs,DescribeInstances,2014-05-26,P0,compute
        ecs,RunInstances,,P1,compute
        "web","GET /a,b",unknown,,x
        ecs,DescribeInstances,2014-05-26,P2,compute
        """;

    [Fact]
    public void Knows_priorities_by_canonical_keys()
    {
        using var file = new TableFile(Text);
        var table = ApiTable.Load(file.Path);
        Assert.Equal((3, 1), (table.Count, table.Duplicates));
        Assert.Equal("P2", table.PriorityOf("ecs", "DescribeInstances", "2014-05-26"));
        Assert.Equal("P1", table.PriorityOf("ecs", "RunInstances", "unknown"));
        Assert.Equal("unknown", table.PriorityOf("web", "GET /a,b", "_unknown"));
        Assert.Null(table.PriorityOf("ecs", "RunInstances", "2014-05-26"));
        Assert.Null(ApiTable.Empty.PriorityOf("ecs", "RunInstances", "unknown"));
    }

    [Fact]
    public void Reads_back_what_it_saved()
    {
        using var file = new TableFile(Text);
        using var copy = new TableFile("what was there before, much longer than the table itself, so that a rest would show" + Text);
        var table = ApiTable.Load(file.Path);
        table.Save(copy.Path);
        var again = ApiTable.Load(copy.Path);
        Assert.Equal((table.Hash, 3, 0), (again.Hash, again.Count, again.Duplicates));
        Assert.Equal("unknown", again.PriorityOf("web", "GET /a,b", "_unknown"));
        Assert.Equal("P1", again.PriorityOf("ecs", "RunInstances", "unknown"));
        Assert.False(File.Exists(copy.Path + ".tmp"));
    }

    [Fact]
    public void Has_a_hash_of_its_rows_whatever_their_order_and_the_other_columns()
    {
        var hash = HashOf("product,api,version,priority\na,b,c,1\nx,y,z,2\n");
        Assert.Matches("^[0-9a-f]{64}$", hash);
        Assert.Equal(hash, HashOf("version,api,note,product,priority\r\nz,y,n,x,2\r\nc,b,n,a,1\r\n"));
        Assert.NotEqual(hash, HashOf("product,api,version,priority\na,b,c,1\nx,y,z,3\n"), StringComparer.Ordinal);
        Assert.NotEqual(hash, HashOf("product,api,version,priority\na,b,c,1\n"), StringComparer.Ordinal);
        Assert.NotEqual(ApiTable.Empty.Hash, hash, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(",b,c,1")]
    [InlineData("a,,c,1")]
    public void Refuses_a_row_that_no_log_can_meet(string row)
    {
        using var file = new TableFile($"product,api,version,priority\n{row}\n");
        Assert.Contains(":2: product or api is empty", Assert.Throws<DimensionException>(() => ApiTable.Load(file.Path)).Message, StringComparison.Ordinal);
    }

    private static string HashOf(string text)
    {
        using var file = new TableFile(text);
        return ApiTable.Load(file.Path).Hash;
    }
}
