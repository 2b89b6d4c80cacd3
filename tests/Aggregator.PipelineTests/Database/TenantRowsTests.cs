using Aggregator.Core.Aggregation;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Regional.Enrich.Tenants;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>Levels of tenants, asked of a real server: any type of the columns, and uids that nobody would think of.</summary>
public sealed class TenantRowsTests(SharedMariaDb shared)
{
    private static readonly string[] OddUids =
    [
        "007", "abc", "ABC", "abc ", "-1", "1.0", "1e0", " 1", "18446744073709551615", "99999999999999999999", "a'b", "a\\", "\\", "'", "\"", "`", "\0",
        "x') OR 1=1 -- ", "\\') OR 1=1 -- ", "0 OR 1=1", "*/ x /*", "@u0", "?", "%", "_", "müller", "用户", "\ud83d\ude00", "\u0081", new string('\'', 256),
    ];

    [Theory]
    [InlineData("BIGINT")]
    [InlineData("BIGINT UNSIGNED")]
    [InlineData("INT")]
    [InlineData("DECIMAL(20,0)")]
    [InlineData("VARCHAR(300) CHARACTER SET latin1")]
    [InlineData("VARCHAR(300) CHARACTER SET ascii")]
    [InlineData("VARCHAR(300) CHARACTER SET utf8mb3")]
    [InlineData("VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")]
    [InlineData("VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci")]
    [InlineData("CHAR(36)")]
    [InlineData("VARBINARY(300)")]
    public async Task Levels_are_found_by_the_index_whatever_the_column_and_the_other_uids_are(string type)
    {
        var database = await Database(type);
        database.Execute("SET GLOBAL userstat = 1");
        database.Execute("INSERT INTO user_level_dim SELECT seq, CONCAT('GC', seq % 7) FROM seq_1_to_20000");
        using var server = Server(database);
        var rows = Rows(server);
        rows.Read(["1"]);
        var before = RowsRead(database);

        string[] uids = [.. OddUids, .. Enumerable.Range(1, 900).Select(uid => $"{uid}")];
        var levels = rows.Read(uids);

        Assert.Equal(Enumerable.Range(1, 900).Select(uid => $"GC{uid % 7}"), uids[OddUids.Length..].Select(uid => levels[uid].Name!), StringComparer.Ordinal);
        Assert.DoesNotContain(OddUids, levels.ContainsKey);
        Assert.InRange(RowsRead(database) - before, 900, 2000);
        Assert.Equal(20_000, Assert.Single(database.Query<int>("SELECT COUNT(*) FROM user_level_dim")));
    }

    [Theory]
    [InlineData("VARCHAR(300) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin")]
    [InlineData("VARBINARY(1100)")]
    public async Task Any_uid_finds_its_own_row(string type)
    {
        var database = await Database(type);
        foreach (var (uid, number) in OddUids.Select((uid, number) => (uid, number)))
            database.Execute("INSERT INTO user_level_dim VALUES (@uid, @level)", new { uid, level = $"L{number}" });
        using var server = Server(database);

        var levels = Rows(server).Read(OddUids);

        Assert.Equal(OddUids.Select((_, number) => $"L{number}"), OddUids.Select(uid => levels[uid].Name!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_collation_that_takes_spellings_for_the_same_gives_none_to_another_spelling()
    {
        var database = await Database("VARCHAR(300) COLLATE utf8mb4_general_ci");
        database.Execute("INSERT INTO user_level_dim VALUES ('ABC', 'GC7'), ('muller', 'GC6'), ('x', 'GC5')");
        using var server = Server(database);
        var levels = Rows(server).Read(["abc", "müller", "x ", "x"]);
        Assert.Equal((false, false, false), (levels.ContainsKey("abc"), levels.ContainsKey("müller"), levels.ContainsKey("x ")));
        Assert.Equal(TenantLevel.Known("GC5"), levels["x"]);
    }

    [Theory]
    [InlineData("gbk COLLATE gbk_bin", "用户", "กข")]
    [InlineData("latin1 COLLATE latin1_german1_ci", "5€", "用户")]
    public async Task A_uid_with_a_character_that_the_column_lacks_hides_no_other(string characters, string held, string odd)
    {
        var database = await Database($"VARCHAR(300) CHARACTER SET {characters}");
        database.Execute("INSERT INTO user_level_dim VALUES (@held, 'GC7'), (CONCAT(@held, 'x'), 'GC6'), ('?', 'GC5'), ('??', 'GC4')", new { held });
        using var server = Server(database);
        string[] uids = [held, .. Enumerable.Range(0, 700).Select(number => $"{odd}{number}"), odd, odd[..1], held + "x"];

        var levels = Rows(server).Read(uids);

        Assert.Equal((TenantLevel.Known("GC7"), TenantLevel.Known("GC6")), (levels[held], levels[held + "x"]));
        Assert.Equal([held, held + "x"], uids.Where(levels.ContainsKey), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_key_that_stands_for_a_reserved_word_finds_the_row_of_that_word()
    {
        var database = await Database("VARCHAR(300)");
        database.Execute("INSERT INTO user_level_dim VALUES ('other', 'GC7'), ('__overflow__', 'GC6'), ('unknown', 'GC5'), ('_unknown', 'GC4'), ('x', 'GC3')");
        using var server = Server(database);

        var levels = Rows(server).Read(["_other", "___overflow__", "_unknown", "_x"]);

        Assert.Equal((TenantLevel.Known("GC7"), TenantLevel.Known("GC6")), (levels["_other"], levels["___overflow__"]));
        // The row that is spelt like the key comes first.
        Assert.Equal(TenantLevel.Known("GC4"), levels["_unknown"]);
        Assert.False(levels.ContainsKey("_x"));
    }

    [Fact]
    public async Task No_level_is_the_same_as_no_row_and_a_long_one_is_cut()
    {
        var database = await Database("VARCHAR(300)", "LONGTEXT");
        database.Execute("INSERT INTO user_level_dim VALUES ('null', NULL), ('empty', ''), ('long', REPEAT('é', 3000000)), ('reserved', 'unknown')");
        using var server = Server(database);
        var levels = Rows(server).Read(["null", "empty", "long", "reserved", "none"]);
        Assert.Equal(["long", "reserved"], levels.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal((new string('é', 128), "_unknown"), (levels["long"].Name, levels["reserved"].Name));
    }

    [Theory]
    [InlineData("INT", "7")]
    [InlineData("VARBINARY(20)", "7")]
    [InlineData("ENUM('5', '7')", "7")]
    public async Task A_level_may_have_any_type(string type, string level)
    {
        var database = await Database("BIGINT", type);
        database.Execute("INSERT INTO user_level_dim VALUES (1, '7')");
        using var server = Server(database);
        Assert.Equal(TenantLevel.Known(level), Rows(server).Read(["1"])["1"]);
    }

    [Fact]
    public async Task A_column_that_changes_its_type_while_its_table_is_away_is_read_by_its_new_type()
    {
        var database = await Database("BIGINT");
        database.Execute("INSERT INTO user_level_dim VALUES (1, 'GC7')");
        using var server = Server(database);
        var rows = Rows(server);
        Assert.Equal(TenantLevel.Known("GC7"), rows.Read(["1", "a"])["1"]);

        database.Execute("DROP TABLE user_level_dim");
        var failure = Assert.Throws<LookupFailedException>(() => rows.Read(["1"]));
        Assert.False(failure.IsTransient);
        Assert.Contains("create it, or name it in dimensions.tenants.mysql.table", failure.Message, StringComparison.Ordinal);

        database.Execute("CREATE TABLE user_level_dim (uid VARCHAR(20) PRIMARY KEY, gc_level VARCHAR(20))");
        database.Execute("INSERT INTO user_level_dim VALUES ('a', 'GC6')");
        Assert.Equal(TenantLevel.Known("GC6"), rows.Read(["1", "a"])["a"]);
    }

    [Fact]
    public async Task A_server_that_takes_backslashes_as_they_are_is_not_fooled()
    {
        await using var server = await MariaDbServer.StartAsync();
        var database = TestDatabase.Create(server);
        database.Execute("INSERT INTO user_level_dim (uid, gc_level) VALUES ('1', 'GC7')");
        database.Execute("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES'");
        using var reader = Server(database);
        Assert.Empty(Rows(reader).Read(["\\' OR 1=1 -- ", "\\", "' OR 1=1 -- ", "\\') OR 1=1 -- "]));
        Assert.Single(Rows(reader).Read(["\\", "1", "'"]));
    }

    [Fact]
    public async Task All_statements_of_a_try_share_its_time_limit()
    {
        var database = await Database("VARCHAR(300)");
        using var proxy = new TcpProxy(database.Server.Port) { Delay = TimeSpan.FromMilliseconds(700) };
        using var server = Server(database, proxy.Port);
        var rows = new TenantRows(server, new LookupTableOptions(), TimeSpan.FromSeconds(1));

        // Alone, each of its four statements keeps the limit.
        var failure = Assert.Throws<LookupFailedException>(() => rows.Read(["1", "é", "用", "\ud83d\ude00"]));

        Assert.True(failure.IsTransient);
        Assert.Contains("lookup_timeout", failure.Message, StringComparison.Ordinal);
        Assert.InRange(proxy.StatementsWith(" IN ("), 0, 1);
    }

    private async Task<TestDatabase> Database(string uidType, string levelType = "VARCHAR(64)")
    {
        var database = await shared.DatabaseAsync();
        database.Execute("DROP TABLE user_level_dim");
        database.Execute($"CREATE TABLE user_level_dim (uid {uidType} PRIMARY KEY, gc_level {levelType}) CHARACTER SET utf8mb4");
        return database;
    }

    private static long RowsRead(TestDatabase database) => database.Statistic(
        "SELECT ROWS_READ FROM information_schema.TABLE_STATISTICS WHERE TABLE_SCHEMA = @Name AND TABLE_NAME = 'user_level_dim'");

    private static TenantRows Rows(DatabaseServer server) => new(server, new LookupTableOptions(), TimeSpan.FromSeconds(20));

    private static DatabaseServer Server(TestDatabase database, int? port = null) => new(new DatabaseOptions
    {
        Host = "127.0.0.1",
        Port = port ?? database.Server.Port,
        Database = database.Name,
        Username = database.Name,
        Password = TestDatabase.Password,
        Tls = port is null ? DatabaseTls.Preferred : DatabaseTls.Disabled,
        ConnectTimeout = TimeSpan.FromSeconds(20),
    });
}
