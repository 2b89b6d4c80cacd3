using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary><c>aggregator dimensions load</c> on a real server.</summary>
public sealed class LoadCommandTests(SharedMariaDb shared) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_header_tells_the_table_and_empty_values_become_null()
    {
        var database = await shared.DatabaseAsync();

        var (code, output) = await LoadAsync(database, "uid,gc_level\n1,GC7\n2,\n\"3,\"\"x\"\"\",GC5\n");

        Assert.True(code == 0, output);
        Assert.Contains($"tenants: 3 rows of {_folder["t.csv"]} are in user_level_dim of 127.0.0.1:{database.Server.Port}/{database.Name}", output, StringComparison.Ordinal);
        Assert.Equal([("1", "GC7"), ("2", null), ("3,\"x\"", "GC5")], Tenants(database));
    }

    [Fact]
    public async Task A_row_whose_key_is_there_gets_the_files_values_and_others_stay()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("INSERT INTO user_level_dim (uid, gc_level, updated_at) VALUES ('1', 'GC1', '2020-01-01'), ('2', 'GC2', '2020-01-01'), ('9', 'GC9', '2020-01-01')");

        var (code, output) = await LoadAsync(database, "gc_level,uid\nGC7,1\nGC2,2\n");

        Assert.True(code == 0, output);
        Assert.Equal([("1", "GC7"), ("2", "GC2"), ("9", "GC9")], Tenants(database));
        // Only what changed is newer, so that jobs read only that.
        Assert.Equal(["1"], database.Query<string>("SELECT uid FROM user_level_dim WHERE updated_at > '2020-01-01'"));
    }

    [Fact]
    public async Task A_reader_never_sees_a_part_of_a_table_that_is_replaced()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("INSERT INTO user_level_dim (uid, gc_level) SELECT seq, 'old' FROM seq_1_to_20000");
        var counts = new HashSet<long>();

        var load = LoadAsync(database, Rows(20_001, 50_000, "new"), "--replace");
        while (!load.IsCompleted) counts.UnionWith(database.Query<long>("SELECT COUNT(*) FROM user_level_dim"));

        var (code, output) = await load;
        Assert.True(code == 0, output);
        Assert.Subset(new HashSet<long> { 20_000, 30_000 }, counts);
        Assert.Equal([30_000L], database.Query<long>("SELECT COUNT(*) FROM user_level_dim WHERE gc_level = 'new'"));
    }

    [Theory]
    [InlineData("local_ip,app_group,region_id\n10.0.0.1,gw,cn\n", "gateway_cluster_dim", "10.0.0.1|gw|cn")]
    [InlineData("uid,gc_level\n1,GC7\n", "user_level_dim", "1|GC7")]
    [InlineData("product,api,version,priority,biz_domain\necs,Run,,P0,compute\n", "api_dim", "ecs|Run||P0|compute")]
    public async Task A_missing_table_is_refused_with_the_remedy_and_made_when_asked_for(string csv, string table, string row)
    {
        var database = await shared.DatabaseAsync();
        database.Execute($"DROP TABLE {table}");

        var (code, output) = await LoadAsync(database, csv);
        Assert.Equal(1, code);
        Assert.Contains($"the database {database.Name} has no table {table}; make it with --create.", output, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", output, StringComparison.Ordinal);

        (code, output) = await LoadAsync(database, csv, "--create");
        Assert.True(code == 0, output);
        var columns = csv[..csv.IndexOf('\n', StringComparison.Ordinal)];
        Assert.Equal([row], database.Query<string>($"SELECT CONCAT_WS('|', {columns}) FROM {table}"));
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_is_named_by_its_line_and_what_was_loaded_is_said()
    {
        var database = await shared.DatabaseAsync();
        var csv = new StringBuilder(Rows(1, 12_000, "GC7"));
        csv.Append("12001,").Append('x', 65).Append("\n12002,GC7\n");

        var (code, output) = await LoadAsync(database, csv.ToString());

        Assert.Equal(1, code);
        Assert.Contains($"{_folder["t.csv"]}:12002: the database refuses this row: Data too long for column 'gc_level'", output, StringComparison.Ordinal);
        Assert.Contains("The first 10000 rows of the file are in the table; the same command can be given again.", output, StringComparison.Ordinal);
        Assert.Equal([10_000L], database.Query<long>("SELECT COUNT(*) FROM user_level_dim"));
    }

    [Fact]
    public async Task A_file_that_is_wrong_at_its_end_changes_nothing()
    {
        var database = await shared.DatabaseAsync();

        var (code, output) = await LoadAsync(database, Rows(1, 20_000, "GC7") + ",GC7\n");

        Assert.Equal(2, code);
        Assert.Contains($"{_folder["t.csv"]}:20002: uid is empty; fill it in or remove the row", output, StringComparison.Ordinal);
        Assert.Equal([0L], database.Query<long>("SELECT COUNT(*) FROM user_level_dim"));
    }

    [Fact]
    public async Task A_table_that_was_made_is_named_when_no_row_came_into_it()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("DROP TABLE user_level_dim");

        var (code, output) = await LoadAsync(database, $"uid,gc_level\n1,{new string('x', 65)}\n", "--create");

        Assert.Equal(1, code);
        Assert.Contains("The table was made, and is empty;", output, StringComparison.Ordinal);
        Assert.Equal([0L], database.Query<long>("SELECT COUNT(*) FROM user_level_dim"));
    }

    [Fact]
    public async Task Columns_may_have_each_others_names()
    {
        var database = await shared.DatabaseAsync();
        database.Execute("DROP TABLE api_dim");
        await File.WriteAllTextAsync(
            _folder["c.yaml"], $"region: cn-hangzhou\nsources: [{{ generate: {{}} }}]\ndimensions:\n  {database.Section()}\n  apis: {{ mysql: {{ columns: {{ api: version, version: api }} }} }}\n");
        await File.WriteAllTextAsync(_folder["t.csv"], "product,api,version,priority\necs,Run,2014,P0\n");

        var (code, output) = await AggregatorProcess.RunAsync("dimensions", "load", _folder["t.csv"], "--config", _folder["c.yaml"], "--user", "root", "--create");

        Assert.True(code == 0, output);
        Assert.Equal(["ecs|2014|Run|P0"], database.Query<string>("SELECT CONCAT_WS('|', product, api, version, priority) FROM api_dim"));
        // Each name has the width of what it holds.
        Assert.Equal(
            ["api 64", "version 256"],
            database.Query<string>(
                "SELECT CONCAT_WS(' ', column_name, character_maximum_length) FROM information_schema.columns WHERE table_schema = @Name AND column_name IN ('api', 'version') ORDER BY column_name",
                new { database.Name }));
    }

    [Theory]
    [InlineData(false, "The first 0 rows of the file are in the table, or the first 5000:")]
    [InlineData(true, "it has the old rows or the new ones;")]
    public async Task A_connection_that_ends_in_a_commit_leaves_a_doubt_and_the_output_says_so(bool replaces, string expected)
    {
        var database = await shared.DatabaseAsync();
        using var proxy = new TcpProxy(database.Server.Port) { CutAt = "COMMIT" };
        await File.WriteAllTextAsync(_folder["t.csv"], Rows(1, 6000, "GC7"));
        string[] more = replaces ? ["--replace"] : [];

        var (code, output) = await AggregatorProcess.RunAsync(
        [
            "dimensions", "load", _folder["t.csv"], "--host", "127.0.0.1", "--port", $"{proxy.Port}",
            "--database", database.Name, "--user", "root", "--tls", "disabled", .. more,
        ]);

        Assert.Equal(1, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing was changed.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_that_is_stopped_says_how_many_rows_are_in()
    {
        var database = await shared.DatabaseAsync();
        await File.WriteAllTextAsync(_folder["t.csv"], Rows(1, 500_000, "GC7"));
        await using var load = AggregatorProcess.Start(
            ["dimensions", "load", _folder["t.csv"], "--host", "127.0.0.1", "--port", $"{database.Server.Port}", "--database", database.Name, "--user", "root"]);
        await Eventually.Async(() => Task.FromResult(database.Query<long>("SELECT COUNT(*) FROM user_level_dim")[0]), rows => rows > 0);

        var code = await load.StopAsync();

        Assert.Equal(1, code);
        var rows = database.Query<long>("SELECT COUNT(*) FROM user_level_dim")[0];
        Assert.InRange(rows, 1, 499_999);
        Assert.Contains("dimensions load: stopped before it was done.", load.Output, StringComparison.Ordinal);
        Assert.Contains($"The first {rows} rows of the file are in the table;", load.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_refused_with_the_remedy()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=nobody", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        await File.WriteAllTextAsync(_folder["cert.pem"], certificate.ExportCertificatePem());
        await File.WriteAllTextAsync(_folder["key.pem"], key.ExportPkcs8PrivateKeyPem());
        await using var server = await MariaDbServer.StartAsync($"--ssl-cert={_folder["cert.pem"]}", $"--ssl-key={_folder["key.pem"]}");

        var (code, output) = await LoadAsync(TestDatabase.Create(server), "uid,gc_level\n1,GC7\n", "--tls", "verify-ca");

        Assert.Equal(1, code);
        Assert.Contains($"dimensions load: the certificate of 127.0.0.1:{server.Port} is not signed by an authority that is trusted here", output, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", "", "t.csv:1: the header (a,b) fits no table; give it the columns of one (clusters local_ip,app_group,region_id; tenants uid,gc_level; apis product,api,version,priority), or name the table with --table")]
    [InlineData("uid,level\n1,2\n", "--table tenants", "t.csv:1: there is no column 'gc_level'")]
    [InlineData("", "", "the header () fits no table")]
    public async Task A_file_that_fits_no_table_is_refused(string csv, string more, string problem)
    {
        var (code, output) = await LoadAsync(await shared.DatabaseAsync(), csv, more.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, code);
        Assert.Contains(problem, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_are_never_read_as_sql()
    {
        var database = await shared.DatabaseAsync();
        string[] values = ["'); DROP TABLE user_level_dim; --", "\\'", "a\\", "/* x */ # y", "`;", "@p0", "?", "𝄞 é", "%_"];
        var csv = new StringBuilder("uid,gc_level\n");
        foreach (var value in values) csv.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\",").Append("') -- \n");

        var (code, output) = await LoadAsync(database, csv.ToString());

        Assert.True(code == 0, output);
        Assert.Equal(values.Order(StringComparer.Ordinal), Tenants(database).Select(row => row.Uid).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_password_is_in_the_environment_or_a_file_and_a_user_without_the_right_is_refused()
    {
        var database = await shared.DatabaseAsync();
        var file = _folder["t.csv"];
        await File.WriteAllTextAsync(file, "uid,gc_level\n1,GC7\n");
        string[] arguments =
        [
            "dimensions", "load", file, "--host", "127.0.0.1", "--port", $"{database.Server.Port}", "--database", database.Name, "--user", database.Name,
        ];
        var variable = new Dictionary<string, string>(StringComparer.Ordinal) { ["MYSQL_PWD"] = TestDatabase.Password };

        var (code, output) = await AggregatorProcess.RunAsync(AggregatorProcess.Start(arguments, variable));
        Assert.Equal(1, code);
        Assert.Contains("dimensions load: INSERT", output, StringComparison.Ordinal);
        Assert.Contains("give --user one who may SELECT, INSERT and UPDATE", output, StringComparison.Ordinal);

        database.Execute($"GRANT INSERT, UPDATE ON {database.Name}.* TO {database.Name}@'%'");
        (code, output) = await AggregatorProcess.RunAsync([.. arguments, "--password-file", database.PasswordFile]);
        Assert.True(code == 0, output);
        Assert.DoesNotContain(TestDatabase.Password, output, StringComparison.Ordinal);
        Assert.Equal([("1", "GC7")], Tenants(database));
    }

    [Fact]
    public async Task A_configuration_names_the_server_the_table_and_its_columns()
    {
        var database = await shared.DatabaseAsync();
        await File.WriteAllTextAsync(_folder["t.csv"], "uid,gc_level\n1,GC7\n");
        await File.WriteAllTextAsync(_folder["aggregator.yaml"], $$"""
            region: a
            sources: [{ stdin: true }]
            dimensions:
              {{database.Section()}}
              tenants: { mysql: { table: "{{database.Name}}.callers`s", columns: { uid: "caller`id" } } }
            """);

        var (code, output) = await AggregatorProcess.RunAsync(
            "dimensions", "load", _folder["t.csv"], "--config", _folder["aggregator.yaml"], "--user", "root", "--create");

        Assert.True(code == 0, output);
        Assert.Equal([("1", "GC7")], database.Query<(string, string)>("SELECT `caller``id`, gc_level FROM `callers``s`"));
    }

    [Fact]
    public async Task Two_hundred_thousand_nodes_are_loaded_in_seconds()
    {
        var database = await shared.DatabaseAsync();
        var csv = new StringBuilder("local_ip,app_group,region_id\n");
        for (var i = 0; i < 200_000; i++)
        {
            csv.Append(CultureInfo.InvariantCulture, $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255},pop-group-{i % 300},cn-region-{i % 60}\n");
        }
        var begun = Stopwatch.GetTimestamp();

        var (code, output) = await LoadAsync(database, csv.ToString());

        var taken = Stopwatch.GetElapsedTime(begun);
        TestContext.Current.TestOutputHelper?.WriteLine($"{output}{taken.TotalSeconds:F1} s with the start of the process.");
        Assert.True(code == 0, output);
        Assert.Equal([200_000L], database.Query<long>("SELECT COUNT(*) FROM gateway_cluster_dim"));
        Assert.True(taken < TimeSpan.FromSeconds(60), $"It took {taken}.");
    }

    private static string Rows(int from, int to, string level)
    {
        var csv = new StringBuilder("uid,gc_level\n");
        for (var uid = from; uid <= to; uid++) csv.Append(CultureInfo.InvariantCulture, $"{uid},{level}\n");
        return csv.ToString();
    }

    private static IEnumerable<(string Uid, string? Level)> Tenants(TestDatabase database) =>
        database.Query<(string, string?)>("SELECT uid, gc_level FROM user_level_dim ORDER BY uid");

    private async Task<(int Code, string Output)> LoadAsync(TestDatabase database, string csv, params string[] more)
    {
        await File.WriteAllTextAsync(_folder["t.csv"], csv);
        return await AggregatorProcess.RunAsync(
        [
            "dimensions", "load", _folder["t.csv"], "--host", "127.0.0.1", "--port", $"{database.Server.Port}",
            "--database", database.Name, "--user", "root", .. more,
        ]);
    }
}
