using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>Somebody changes what the tables are called, what is in them, or who may read them, while a job runs.</summary>
public sealed class SchemaFaultTests(SharedMariaDb shared)
{
    [Fact]
    public Task Tables_are_missing() => SurviveAsync(
        _ => "RENAME TABLE user_level_dim TO u, gateway_cluster_dim TO g, api_dim TO a",
        _ => "RENAME TABLE u TO user_level_dim, g TO gateway_cluster_dim, a TO api_dim",
        _ => (
            "there is no such table (*user_level_dim*create it, or name it in dimensions.tenants.mysql.table",
            "there is no such table (*gateway_cluster_dim*create it, or name it in dimensions.clusters.mysql.table"));

    [Fact]
    public Task Columns_are_missing() => SurviveAsync(
        _ => "ALTER TABLE user_level_dim RENAME COLUMN gc_level TO l; ALTER TABLE gateway_cluster_dim RENAME COLUMN region_id TO r; ALTER TABLE api_dim RENAME COLUMN priority TO p",
        _ => "ALTER TABLE user_level_dim RENAME COLUMN l TO gc_level; ALTER TABLE gateway_cluster_dim RENAME COLUMN r TO region_id; ALTER TABLE api_dim RENAME COLUMN p TO priority",
        _ => (
            "there is no such column (*gc_level*name it in dimensions.tenants.mysql.columns",
            "there is no such column (*region_id*name it in dimensions.clusters.mysql.columns"));

    [Fact]
    public Task Rights_are_taken_away() => SurviveAsync(
        name => $"REVOKE SELECT ON {name}.* FROM {name}",
        name => $"GRANT SELECT ON {name}.* TO {name}",
        name => ($"user {name} may not *grant it: GRANT SELECT ON `{name}`.* TO {name}", $"user {name} may not *grant it: GRANT SELECT ON `{name}`.* TO {name}"));

    [Fact]
    public Task The_password_is_another() => SurviveAsync(
        name => $"ALTER USER {name} IDENTIFIED BY 'another'",
        name => $"ALTER USER {name} IDENTIFIED BY '{TestDatabase.QuotedPassword}'",
        name => (
            $"127.0.0.1:*refuses user {name} or its password; mend dimensions.mysql.username, password or password_file",
            $"127.0.0.1:*refuses user {name} or its password; mend dimensions.mysql.username, password or password_file"));

    private async Task SurviveAsync(Func<string, string> begin, Func<string, string> end, Func<string, (string Lookups, string Tables)> remedies)
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port);
        await using var job = new DatabaseJob(database, proxy.Port, mysql: ", tls: disabled, refresh_interval: 1h");
        await Outage.SurviveAsync(job, database, () => ChangeAsync(begin), () => ChangeAsync(end), remedies(database.Name));

        Task ChangeAsync(Func<string, string> sql)
        {
            database.Execute(sql(database.Name));
            // Whoever is in keeps the rights that he came with.
            proxy.Cut();
            return Task.CompletedTask;
        }
    }
}
