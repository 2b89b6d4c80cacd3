using Dapper;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>The database server dies, freezes or comes back while a job runs.</summary>
public sealed class ServerFaultTests
{
    private const string Unreachable = "127.0.0.1:*cannot be reached*check that it runs, and dimensions.mysql.host and port";
    private const string TooSlow = "127.0.0.1:*does not answer in time; look after it and the way to it, or raise dimensions.mysql.connect_timeout";

    [Fact]
    public async Task Killed_in_the_middle_of_a_query_and_started_again()
    {
        await using var server = await MariaDbServer.StartAsync();
        var database = TestDatabase.Create(server);
        await using var job = new DatabaseJob(database);

        await Outage.SurviveAsync(
            job, database,
            begin: async () =>
            {
                // A lock on the table holds queries up until the server dies.
                using var connection = database.Open();
                connection.Execute("LOCK TABLES user_level_dim WRITE");
                await job.TrafficUntilAsync(_ => IsHeldUp(server));
                await server.KillAsync();
            },
            end: server.StartAgainAsync,
            (Unreachable, Unreachable));
    }

    [Fact]
    public async Task Stopped_and_started_again()
    {
        await using var server = await MariaDbServer.StartAsync();
        var database = TestDatabase.Create(server);
        await using var job = new DatabaseJob(database);
        await Outage.SurviveAsync(job, database, begin: server.StopAsync, end: server.StartAgainAsync, (Unreachable, Unreachable));
    }

    [Fact]
    public async Task Frozen_for_a_while()
    {
        await using var server = await MariaDbServer.StartAsync();
        var database = TestDatabase.Create(server);
        await using var job = new DatabaseJob(database);
        await Outage.SurviveAsync(job, database, begin: server.FreezeAsync, end: server.ThawAsync, (TooSlow, TooSlow));
    }

    private static bool IsHeldUp(MariaDbServer server)
    {
        using var connection = server.OpenAsRoot();
        return connection.ExecuteScalar<long>("SELECT COUNT(*) FROM information_schema.processlist WHERE state LIKE 'Waiting for table%' AND info LIKE '%user_level_dim%'") > 0;
    }
}
