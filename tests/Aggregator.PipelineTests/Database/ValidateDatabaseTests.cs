using Aggregator.Commands;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary><c>validate --connect</c> against a real server.</summary>
public sealed class ValidateDatabaseTests(SharedMariaDb shared) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task What_is_there_is_said_with_its_rows()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("INSERT INTO gateway_cluster_dim (local_ip) VALUES ('10.0.0.1'), (''), ('10.0.0.2')");
        database.Execute("INSERT INTO user_level_dim (uid) VALUES ('1'), ('2'), ('3')");
        database.Execute("ANALYZE TABLE user_level_dim"); // the server's estimate, which is exact for so few

        Assert.Equal(0, await ValidateAsync(database, "clusters: { mysql: { updated_at: updated_at } }, tenants: { mysql: {} }, apis: { mysql: { query: \"SELECT 'p' product, 'a' api, '' version, NULL priority\" } }"));
        Assert.Empty(_error.ToString());
        var server = $"127.0.0.1:{database.Server.Port}";
        Assert.Contains($"clusters from table gateway_cluster_dim of {server}/{database.Name}, read every 5m\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"tenants from table user_level_dim of {server}/{database.Name}, looked up as they come\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"apis from a query of {server}/{database.Name}, read every 5m\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Matches($@"dimensions\.mysql: server 1\S*MariaDB\S* at {server} \(plain text\), database {database.Name}, as {database.Name}\n", _output.ToString());
        Assert.EndsWith(
            """
            dimensions.clusters.mysql: table gateway_cluster_dim, 3 rows, 1 of them without local_ip, which are left out
            dimensions.tenants.mysql: table user_level_dim, about 3 rows
            dimensions.apis.mysql: its query, 1 row

            """,
            _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_table_that_is_missing_or_wrong_is_told_with_its_remedy_and_exits_1()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("DROP TABLE gateway_cluster_dim");
        database.Execute("ALTER TABLE user_level_dim DROP PRIMARY KEY, RENAME COLUMN uid TO caller");
        database.Execute("ALTER TABLE api_dim DROP COLUMN priority");

        Assert.Equal(1, await ValidateAsync(database, "clusters: { mysql: {} }, tenants: { mysql: { columns: { uid: caller } } }, apis: { mysql: {} }"));
        var lines = _error.ToString().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal($"dimensions.clusters.mysql: there is no such table (Table '{database.Name}.gateway_cluster_dim' doesn't exist); create it, or name it in dimensions.clusters.mysql.table.", lines[0]);
        Assert.Equal("dimensions.tenants.mysql: no index begins with caller, so each lookup reads the whole table; add one: ALTER TABLE `user_level_dim` ADD INDEX (`caller`).", lines[1]);
        Assert.StartsWith("dimensions.apis.mysql: there is no such column (Unknown column 'priority' in ", lines[2], StringComparison.Ordinal);
        Assert.Contains("; name it in dimensions.apis.mysql.columns", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_of_changes_that_is_missing_is_told()
    {
        var database = await shared.DatabaseAsync();
        Assert.Equal(1, await ValidateAsync(database, "clusters: { mysql: { updated_at: changed } }"));
        Assert.Contains("dimensions.clusters.mysql: there is no such column (Unknown column 'changed' in ", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ALTER USER {0} IDENTIFIED BY 'other'", "refuses user {0} or its password; mend dimensions.mysql.username, password or password_file")]
    [InlineData("REVOKE ALL ON {0}.* FROM {0}", "user {0} may not use the database {0}; grant it: GRANT SELECT ON `{0}`.* TO ")]
    [InlineData("DROP DATABASE {0}", "has no database {0}; mend dimensions.mysql.database")]
    public async Task A_server_that_refuses_is_told_with_the_remedy(string change, string problem)
    {
        var database = await shared.DatabaseAsync();
        database.Execute(change.Replace("{0}", database.Name, StringComparison.Ordinal));

        Assert.Equal(1, await ValidateAsync(database, "clusters: { mysql: {} }"));
        Assert.StartsWith("dimensions.mysql: ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains(problem.Replace("{0}", database.Name, StringComparison.Ordinal), _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(TestDatabase.Password, _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_silent_is_told_with_the_remedy()
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port);

        proxy.Refuse();
        Assert.Equal(1, await ValidateAsync(database, "clusters: { mysql: {} }", proxy.Port));
        Assert.Contains($"127.0.0.1:{proxy.Port} cannot be reached (Connection refused); check that it runs, and dimensions.mysql.host and port.\n", _error.ToString(), StringComparison.Ordinal);

        proxy.Accept();
        proxy.Silence();
        Assert.Equal(1, await ValidateAsync(database, "clusters: { mysql: {} }", proxy.Port));
        Assert.Contains($"127.0.0.1:{proxy.Port} does not answer in time; ", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("raise dimensions.mysql.connect_timeout (2 s) or query_timeout (30 s).\n", _error.ToString(), StringComparison.Ordinal);
    }

    private Task<int> ValidateAsync(TestDatabase database, string tables, int? port = null)
    {
        File.WriteAllText(_folder["aggregator.yaml"], $$"""
            region: a
            sources: [{ stdin: true }]
            dimensions: { {{database.Section(port, ", tls: disabled")}}, {{tables}} }
            """);
        return AggregatorCommand.RunAsync(["validate", "--config", _folder["aggregator.yaml"], "--connect"], _output, _error);
    }
}
