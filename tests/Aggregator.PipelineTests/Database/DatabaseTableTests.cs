using System.Data.Common;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Enrich;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>Tables that are held whole, read from a real server.</summary>
public sealed class DatabaseTableTests(SharedMariaDb shared) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ShiftedTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Values_arrive_as_they_are_and_rows_without_a_key_are_counted()
    {
        var database = await shared.DatabaseAsync();
        var odd = "a,\"b\"\r\n'\\; DROP TABLE gateway_cluster_dim; -- 网关 🌩";
        database.Execute(
            "INSERT INTO gateway_cluster_dim (local_ip, app_group, region_id) VALUES ('10.0.0.1', @odd, NULL), ('10.0.0.2', '', 'unknown'), ('', 'x', 'y')", new { odd });
        using var server = Server(database);

        var (table, facts) = Clusters(server).Read(CancellationToken.None);

        Assert.Equal((2, 1), (facts.Rows, facts.Skipped));
        Assert.Equal(new ClusterRow(odd, "unknown"), table.Find("10.0.0.1"u8));
        Assert.Equal(new ClusterRow("unknown", "_unknown"), table.Find("10.0.0.2"u8));
        Assert.Equal(3, database.Query<string>("SELECT local_ip FROM gateway_cluster_dim").Count);
    }

    [Fact]
    public async Task A_column_may_have_any_type_and_a_value_any_length()
    {
        var database = await shared.DatabaseAsync();
        const string query = """
            SELECT 7 AS product, X'61622C' AS api, DATE '2014-05-26' AS version, 1.50 AS priority
            UNION ALL SELECT 'long', 'value', '', REPEAT('é', 3000000) -- with a comment behind it
            ;
            """;
        using var server = Server(database);

        var (table, facts) = Apis(server, new WholeTableOptions { Query = query }).Read(CancellationToken.None);

        Assert.Equal(2, facts.Rows);
        Assert.Equal("1.50", table.PriorityOf("7", "ab,", "2014-05-26"));
        Assert.Equal(new string('é', 128), table.PriorityOf("long", "value", "unknown"));
    }

    [Fact]
    public async Task Between_whole_readings_only_what_changed_is_read()
    {
        var database = await shared.DatabaseAsync();
        Insert(database, ("gone", "a", "2026-01-15 13:00:00"), ("kept", "a", "2026-01-15 13:00:00"), ("changed", "a", "2026-01-15 13:00:00"));
        using var server = Server(database);
        var clusters = Clusters(server);
        var first = clusters.Read(CancellationToken.None).Table;
        Assert.Same(first, clusters.Read(CancellationToken.None).Table); // nothing changed: nothing to swap

        database.Execute("DELETE FROM gateway_cluster_dim WHERE local_ip = 'gone'");
        database.Execute("UPDATE gateway_cluster_dim SET app_group = 'b', updated_at = '2026-01-15 13:05:00.000001' WHERE local_ip = 'changed'");
        Insert(database, ("new", "c", "2026-01-15 13:05:00.000001"));
        Assert.Equal("a a b c", Groups(clusters));

        _time.Shift(TimeSpan.FromHours(1));
        Assert.Equal("unknown a b c", Groups(clusters));
    }

    [Fact]
    public async Task Rows_of_the_same_moment_and_of_transactions_that_commit_late_are_seen()
    {
        var database = await shared.DatabaseAsync();
        Insert(database, ("kept", "a", "2026-01-15 13:05:00"));
        using var server = Server(database);
        var clusters = Clusters(server);
        clusters.Read(CancellationToken.None);

        Insert(database, ("new", "b", "2026-01-15 13:04:01"), ("changed", "c", "2026-01-15 13:05:00"), ("gone", "d", "2026-01-15 13:03:59"));
        Assert.Equal("unknown a c b", Groups(clusters)); // the last one is over a minute late

        _time.Shift(TimeSpan.FromHours(1));
        Assert.Equal("d a c b", Groups(clusters));
    }

    [Fact]
    public async Task Rows_are_read_again_for_a_minute_only()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("SET GLOBAL userstat = 1");
        Insert(database, ("gone", "a", "2026-01-15 13:05:00"), ("kept", "a", "2026-01-15 13:05:00"), ("changed", "a", "2026-01-15 13:05:00"));
        using var server = Server(database);
        var clusters = Clusters(server);

        clusters.Read(CancellationToken.None);
        Assert.Equal(1 + 3, RowsSent()); // the highest updated_at, and the rows: more of that moment may have come
        _time.Shift(TimeSpan.FromMinutes(1));
        Assert.Equal(1 + 3, RowsSent());
        Assert.Equal(1, RowsSent());
        Assert.Equal(1, RowsSent());

        Insert(database, ("new", "b", "2026-01-15 13:06:01"));
        Assert.Equal(1 + 4, RowsSent()); // from a minute before what was the highest
        Assert.Equal(1 + 1, RowsSent());
        Assert.Equal("a a a b", Groups(clusters));

        long RowsSent()
        {
            var before = RowsSentSoFar(database);
            var begun = _time.GetUtcNow();
            var facts = clusters.Read(CancellationToken.None).Facts;
            Assert.True(facts.ReadAt >= begun); // confirmed, even by a reading without rows
            return RowsSentSoFar(database) - before;
        }
    }

    [Fact]
    public async Task A_row_from_the_future_hides_no_change()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("ALTER TABLE gateway_cluster_dim MODIFY updated_at DATETIME(6)");
        Insert(database, ("kept", "a", "9999-12-31 23:59:59"), ("changed", "a", "2026-01-15 13:00:00"));
        using var server = Server(database);
        var clusters = Clusters(server);
        clusters.Read(CancellationToken.None);

        database.Execute("UPDATE gateway_cluster_dim SET app_group = 'b', updated_at = UTC_TIMESTAMP(6) WHERE local_ip = 'changed'");
        Assert.Equal("unknown a b unknown", Groups(clusters));
        database.Execute("UPDATE gateway_cluster_dim SET app_group = 'c', updated_at = UTC_TIMESTAMP(6) WHERE local_ip = 'changed'");
        Assert.Equal("unknown a c unknown", Groups(clusters));
    }

    [Fact]
    public async Task More_changes_than_are_held_at_once_are_read_whole()
    {
        var database = await shared.DatabaseAsync();
        Insert(database, ("gone", "a", "2026-01-15 13:00:00"), ("kept", "a", "2026-01-15 13:00:00"));
        using var server = Server(database);
        var clusters = Clusters(server);
        clusters.Read(CancellationToken.None);

        database.Execute("DELETE FROM gateway_cluster_dim WHERE local_ip = 'gone'");
        database.Execute("INSERT INTO gateway_cluster_dim (local_ip, app_group, updated_at) SELECT seq, 'b', '2026-01-15 14:00:00' FROM seq_1_to_50001");
        var (table, facts) = clusters.Read(CancellationToken.None);
        Assert.Equal("unknown a unknown unknown", Groups(table)); // the row that was deleted is seen by whole readings only
        Assert.Equal(50_002, facts.Rows);
    }

    [Fact]
    public async Task The_reading_after_one_that_failed_is_whole()
    {
        var database = await shared.DatabaseAsync();
        Insert(database, ("gone", "a", "2026-01-15 13:00:00"), ("kept", "a", "2026-01-15 13:00:00"));
        using var server = Server(database);
        var clusters = Clusters(server);
        clusters.Read(CancellationToken.None);

        database.Execute("DELETE FROM gateway_cluster_dim WHERE local_ip = 'gone'");
        database.Execute("RENAME TABLE gateway_cluster_dim TO elsewhere");
        var failure = Assert.ThrowsAny<DbException>(() => clusters.Read(CancellationToken.None));
        Assert.Matches(
            "^there is no such table \\(.*gateway_cluster_dim.*\\); create it, or name it in dimensions.clusters.mysql.table$",
            DatabaseProblem.Of(failure, server.Options, TableSchema.Clusters));
        Assert.Equal("a a unknown unknown", Groups(clusters.ReadCopy()!.Table)); // the last good one stayed

        database.Execute("RENAME TABLE elsewhere TO gateway_cluster_dim");
        Assert.Equal("unknown a unknown unknown", Groups(clusters));
    }

    [Fact]
    public async Task An_empty_table_fills()
    {
        var database = await shared.DatabaseAsync();
        using var server = Server(database);
        var clusters = Clusters(server);
        Assert.Equal(0, clusters.Read(CancellationToken.None).Facts.Rows);
        Insert(database, ("new", "a", "2026-01-15 13:00:00"));
        Assert.Equal(1, clusters.Read(CancellationToken.None).Facts.Rows);
    }

    [Fact]
    public async Task A_copy_of_an_earlier_process_is_as_old_as_its_reading()
    {
        var database = await shared.DatabaseAsync();
        Insert(database, ("kept", "a", "2026-01-15 13:00:00"));
        using var server = Server(database);
        var readAt = Clusters(server).Read(CancellationToken.None).Facts.ReadAt;

        var copy = Clusters(server).ReadCopy()!;

        Assert.Equal("unknown a unknown unknown", Groups(copy.Table));
        Assert.InRange((copy.Facts.ReadAt - readAt).TotalMilliseconds, -1, 1);
    }

    [Fact]
    public async Task A_table_is_in_use_although_its_copy_cannot_be_written()
    {
        var database = await shared.DatabaseAsync();
        Insert(database, ("gone", "a", "2026-01-15 13:00:00"));
        using var server = Server(database);
        var folder = Directory.CreateDirectory(_folder["copies"]).FullName;
        var clusters = Clusters(server, Path.Combine(folder, "clusters.csv"));
        Assert.Null(clusters.Read(CancellationToken.None).Facts.CopyFailure);

        // A file in the place of its folder: root too cannot write there.
        Directory.Delete(folder, recursive: true);
        await File.WriteAllTextAsync(folder, "", TestContext.Current.CancellationToken);
        database.Execute("DELETE FROM gateway_cluster_dim");
        Insert(database, ("new", "b", "2026-01-15 13:05:00"));
        for (var i = 0; i < 2; i++)
        {
            var (table, facts) = clusters.Read(CancellationToken.None);
            Assert.Equal("unknown unknown unknown b", Groups(table));
            Assert.Contains("make room, or give this user write access to data_dir", DatabaseProblem.Of(facts.CopyFailure!, server.Options, TableSchema.Clusters), StringComparison.Ordinal);
        }

        File.Delete(folder);
        Assert.Null(clusters.Read(CancellationToken.None).Facts.CopyFailure);
        Assert.Equal("unknown unknown unknown b", Groups(clusters.ReadCopy()!.Table));
    }

    [Fact]
    public async Task A_stop_ends_a_long_reading()
    {
        var database = await shared.DatabaseAsync();
        using var server = Server(database);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var apis = Apis(server, new WholeTableOptions { Query = "SELECT seq AS product, 'a' AS api, '' AS version, 'P0' AS priority FROM seq_1_to_1000000" });
        Assert.Throws<OperationCanceledException>(() => apis.Read(stop.Token));
        Assert.Null(apis.ReadCopy());
    }

    private static DatabaseServer Server(TestDatabase database) => new(new DatabaseOptions
    {
        Host = "127.0.0.1",
        Port = database.Server.Port,
        Database = database.Name,
        Username = database.Name,
        Password = TestDatabase.Password,
    });

    private DatabaseTable<ClusterTable> Clusters(DatabaseServer server, string? copy = null) => new(
        server.Connections, TableSchema.Clusters, new WholeTableOptions { UpdatedAt = "updated_at" }, copy ?? _folder["clusters.csv"],
        new TableLoader<ClusterTable>(ClusterTable.Load, table => table.Count), _time);

    private DatabaseTable<ApiTable> Apis(DatabaseServer server, WholeTableOptions options) => new(
        server.Connections, TableSchema.Apis, options, _folder["apis.csv"],
        new TableLoader<ApiTable>(ApiTable.Load, table => table.Count), _time);

    /// <summary>Rows that the server has sent to the table's reader.</summary>
    private static long RowsSentSoFar(TestDatabase database) =>
        database.Statistic("SELECT ROWS_SENT FROM information_schema.USER_STATISTICS WHERE USER = @Name");

    private static void Insert(TestDatabase database, params (string LocalIp, string Group, string UpdatedAt)[] rows)
    {
        foreach (var (localIp, group, updatedAt) in rows)
            database.Execute("INSERT INTO gateway_cluster_dim (local_ip, app_group, updated_at) VALUES (@localIp, @group, @updatedAt)", new { localIp, group, updatedAt });
    }

    private static string Groups(DatabaseTable<ClusterTable> clusters) => Groups(clusters.Read(CancellationToken.None).Table);

    private static string Groups(ClusterTable table) =>
        $"{table.Find("gone"u8).AppGroup} {table.Find("kept"u8).AppGroup} {table.Find("changed"u8).AppGroup} {table.Find("new"u8).AppGroup}";

    private sealed class ShiftedTime : TimeProvider
    {
        private TimeSpan _by;

        public void Shift(TimeSpan by) => _by += by;

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _by;
    }
}
