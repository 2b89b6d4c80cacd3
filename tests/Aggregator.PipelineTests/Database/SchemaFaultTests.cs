using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>Somebody changes what the tables are called, what is in them, or who may read them, while a job runs.</summary>
public sealed class SchemaFaultTests(SharedMariaDb shared)
{
    [Theory]
    [InlineData(
        "RENAME TABLE user_level_dim TO u, gateway_cluster_dim TO g, api_dim TO a",
        "RENAME TABLE u TO user_level_dim, g TO gateway_cluster_dim, a TO api_dim",
        "there is no such table (*user_level_dim*create it, or name it in dimensions.tenants.mysql.table",
        "there is no such table (*gateway_cluster_dim*create it, or name it in dimensions.clusters.mysql.table")]
    [InlineData(
        "ALTER TABLE user_level_dim RENAME COLUMN gc_level TO l; ALTER TABLE gateway_cluster_dim RENAME COLUMN region_id TO r; ALTER TABLE api_dim RENAME COLUMN priority TO p",
        "ALTER TABLE user_level_dim RENAME COLUMN l TO gc_level; ALTER TABLE gateway_cluster_dim RENAME COLUMN r TO region_id; ALTER TABLE api_dim RENAME COLUMN p TO priority",
        "there is no such column (*gc_level*name it in dimensions.tenants.mysql.columns",
        "there is no such column (*region_id*name it in dimensions.clusters.mysql.columns")]
    [InlineData(
        "REVOKE SELECT ON {0}.* FROM {0}", "GRANT SELECT ON {0}.* TO {0}",
        "user {0} may not *grant it: GRANT SELECT ON `{0}`.* TO {0}",
        "user {0} may not *grant it: GRANT SELECT ON `{0}`.* TO {0}")]
    [InlineData(
        "ALTER USER {0} IDENTIFIED BY 'other'", "ALTER USER {0} IDENTIFIED BY '{1}'",
        "127.0.0.1:*refuses user {0} or its password; mend dimensions.mysql.username, password or password_file",
        "127.0.0.1:*refuses user {0} or its password; mend dimensions.mysql.username, password or password_file")]
    public async Task Is_survived_and_told_with_the_remedy(string begin, string end, string lookups, string tables)
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port);
        await using var job = new DatabaseJob(database, proxy.Port, mysql: ", tls: disabled, refresh_interval: 1h");

        await Outage.SurviveAsync(
            job, database, () => ChangeAsync(begin), () => ChangeAsync(end), (Named(lookups), Named(tables)));

        Task ChangeAsync(string sql)
        {
            database.Execute(Named(sql));
            // Whoever is in keeps the rights that he came with.
            proxy.Cut();
            return Task.CompletedTask;
        }

        string Named(string text) => text
            .Replace("{0}", database.Name, StringComparison.Ordinal)
            .Replace("{1}", TestDatabase.Password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
