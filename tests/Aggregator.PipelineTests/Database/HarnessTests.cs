using System.Data.Common;
using Aggregator.Core.Dimensions.Database;
using Dapper;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>The server and the proxy do what tests ask of them; what a client sees of it is what the product will see.</summary>
public sealed class HarnessTests(SharedMariaDb shared)
{
    [Fact]
    public async Task A_server_keeps_its_data_through_stop_and_kill()
    {
        await using var server = await MariaDbServer.StartAsync();
        var database = TestDatabase.Create(server);
        database.Execute("INSERT INTO user_level_dim (uid, gc_level) VALUES ('1', 'GC7')");

        await server.StopAsync();
        Assert.ThrowsAny<DbException>(server.OpenAsRoot);
        await server.StartAgainAsync();
        Assert.Equal(["GC7"], database.Query<string>("SELECT gc_level FROM user_level_dim"));

        await server.KillAsync();
        await server.StartAgainAsync();
        Assert.Equal(["GC7"], database.Query<string>("SELECT gc_level FROM user_level_dim"));
    }

    [Fact]
    public async Task A_frozen_server_answers_when_it_thaws()
    {
        await using var server = await MariaDbServer.StartAsync();
        using var connection = server.OpenAsRoot();

        await server.FreezeAsync();
        Assert.ThrowsAny<DbException>(() => connection.Execute("SELECT 1", commandTimeout: 1));
        await server.ThawAsync();

        using var again = server.OpenAsRoot();
        Assert.Equal(1, again.ExecuteScalar<int>("SELECT 1"));
    }

    [Fact]
    public async Task The_reader_of_a_schema_may_only_read()
    {
        var database = await shared.DatabaseAsync();
        using var reader = Reader(database, database.Server.Port);
        using var connection = reader.Connections.OpenConnection();

        Assert.Equal(0, connection.ExecuteScalar<int>("SELECT COUNT(*) FROM api_dim"));
        Assert.ThrowsAny<DbException>(() => connection.Execute("INSERT INTO user_level_dim (uid) VALUES ('1')"));
    }

    [Fact]
    public async Task The_proxy_counts_connections_and_statements_and_fails_on_demand()
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port);
        using var reader = Reader(database, proxy.Port);
        const string Lookup = "SELECT COUNT(*) FROM user_level_dim";
        long Ask()
        {
            using var connection = reader.Connections.OpenConnection();
            return connection.ExecuteScalar<long>(Lookup);
        }

        Assert.Equal(0, Ask());
        Assert.Equal(0, Ask());
        Assert.Equal((1, 2), (proxy.Connections, proxy.StatementsWith("user_level_dim")));

        proxy.CutAt = "user_level_dim";
        Assert.ThrowsAny<DbException>(() => Ask());
        Assert.Equal(3, proxy.StatementsWith("user_level_dim"));
        proxy.CutAt = null;

        proxy.Refuse();
        Assert.ThrowsAny<DbException>(() => Ask());
        proxy.Accept();
        Assert.Equal(0, Ask());

        proxy.Silence();
        Assert.ThrowsAny<DbException>(() => Ask());
        proxy.Resume();
        Assert.Equal(0, Ask());
    }

    private static DatabaseServer Reader(TestDatabase database, int port) => new(new DatabaseOptions
    {
        Host = "127.0.0.1",
        Port = port,
        Database = database.Name,
        Username = database.Name,
        Password = TestDatabase.Password,
        Tls = DatabaseTls.Disabled,
        ConnectTimeout = TimeSpan.FromSeconds(4),
        QueryTimeout = TimeSpan.FromSeconds(4),
    });
}
