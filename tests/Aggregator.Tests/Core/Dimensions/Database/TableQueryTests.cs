using Aggregator.Core.Dimensions.Database;
using Xunit;

namespace Aggregator.Tests.Core.Dimensions.Database;

/// <summary>The text of the SELECTs.</summary>
public sealed class TableQueryTests
{
    [Fact]
    public void Reads_our_columns_of_our_table() => Assert.Equal(
        "SELECT CAST(`local_ip` AS CHAR) AS `local_ip`, CAST(`app_group` AS CHAR) AS `app_group`, CAST(`region_id` AS CHAR) AS `region_id` FROM `gateway_cluster_dim`",
        new TableQuery(TableSchema.Clusters, new WholeTableOptions()).Whole);

    [Fact]
    public void Takes_the_tables_own_names_whatever_is_in_them()
    {
        var options = new WholeTableOptions { Table = "net`ops.gw nodes", Columns = Names(("local_ip", "node`; DROP TABLE x; --"), ("region_id", "Region")) };
        Assert.Equal(
            "SELECT CAST(`node``; DROP TABLE x; --` AS CHAR) AS `local_ip`, CAST(`app_group` AS CHAR) AS `app_group`, CAST(`Region` AS CHAR) AS `region_id` FROM `net``ops`.`gw nodes`",
            new TableQuery(TableSchema.Clusters, options).Whole);
    }

    [Fact]
    public void Reads_a_query_of_ones_own_by_our_names()
    {
        var query = new TableQuery(TableSchema.Tenants, new WholeTableOptions { Query = "SELECT id AS uid, gc_level FROM t -- all of them\n ; " });
        Assert.Equal(
            "SELECT CAST(`uid` AS CHAR) AS `uid`, CAST(`gc_level` AS CHAR) AS `gc_level` FROM (\nSELECT id AS uid, gc_level FROM t -- all of them\n \n) AS `own`",
            query.Whole);
        Assert.Null(query.Newer);
    }

    [Fact]
    public void Reads_newer_rows_only_where_a_column_tells()
    {
        Assert.Null(new TableQuery(TableSchema.Apis, new WholeTableOptions()).Newer);
        var query = new TableQuery(TableSchema.Apis, new WholeTableOptions { UpdatedAt = "changed`at" });
        Assert.Equal("SELECT CAST(LEAST(MAX(`changed``at`), UTC_TIMESTAMP(6)) AS CHAR) FROM `api_dim`", query.Highest);
        Assert.Equal(query.Whole + " WHERE `changed``at` >= CAST(@since AS DATETIME(6)) - INTERVAL 60 SECOND LIMIT 50001", query.Newer);
    }

    private static Dictionary<string, string> Names(params (string Ours, string Theirs)[] names) =>
        names.ToDictionary(name => name.Ours, name => name.Theirs, StringComparer.Ordinal);
}
