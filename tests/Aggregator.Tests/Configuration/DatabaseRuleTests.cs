using Aggregator.Core.Dimensions.Database;
using Xunit;

namespace Aggregator.Tests.Configuration;

/// <summary>One test for each rule about the database and the tables in it.</summary>
public sealed class DatabaseRuleTests : IDisposable
{
    private const string Start = "region: a\nsources: [{ file: a.log }]\ndimensions:\n";
    private const string Database = "  mysql: { host: db, database: dims, username: reader }\n";

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_is_in_the_database_by_a_word()
    {
        var tables = _folder.Options(Start + Database + "  clusters: { mysql: {} }\n  apis: { mysql: { columns: { version: api_version }, updated_at: changed } }").Dimensions;
        Assert.NotNull(tables.Clusters?.Mysql);
        Assert.Equal("api_version", tables.Apis?.Mysql?.Columns["version"]);
    }

    [Fact]
    public void A_table_is_in_one_place() => Expect(
        Start + Database + "  clusters: { csv: clusters.csv, mysql: {} }\n  tenants: { cache: { rows: 5 } }\n  apis: {}",
        "5:41: dimensions.clusters.mysql: is a second place beside csv; remove one",
        "6:12: dimensions.tenants: says not where the table is; write csv: FILE, or mysql: {} for the database, or remove the table",
        "7:9: dimensions.apis: says not where the table is; write csv: FILE, or mysql: {} for the database, or remove the table");

    [Fact]
    public void A_table_in_the_database_needs_the_database() => Expect(
        Start + "  clusters: { mysql: {} }\n  tenants: { mysql: {} }",
        "4:3: dimensions.mysql: is missing: dimensions.clusters is in the database; write mysql: { host: HOST, database: NAME, username: NAME }");

    [Fact]
    public void A_query_stands_alone() => Expect(
        Start + Database + "  clusters:\n    mysql: { query: SELECT 1, table: t, columns: { local_ip: ip }, updated_at: at }\n  apis: { mysql: { query: ' ' } }",
        "6:38: dimensions.clusters.mysql.table: means nothing beside query; remove one of them",
        "6:50: dimensions.clusters.mysql.columns: means nothing beside query; remove one of them",
        "6:80: dimensions.clusters.mysql.updated_at: means nothing beside query; remove one of them",
        "7:27: dimensions.apis.mysql.query: is empty; write a SELECT, or remove the line");

    [Fact]
    public void Columns_are_ours() => Expect(
        Start + Database + "  tenants: { mysql: { columns: { level: gc, gc_level: '' }, table: 'a..b' } }",
        "5:41: dimensions.tenants.mysql.columns.level: is no column of ours; write uid, gc_level with the table's name for it",
        "5:55: dimensions.tenants.mysql.columns.gc_level: is empty; write the table's name for it",
        "5:68: dimensions.tenants.mysql.table: 'a..b' is no name; write TABLE or SCHEMA.TABLE");

    [Fact]
    public void A_password_comes_from_one_place_that_can_be_read() => Expect(
        Start + "  mysql: { host: db, database: dims, username: reader, password: x, password_file: none }",
        "4:84: dimensions.mysql.password_file: is a second password beside password; remove one");

    [Fact]
    public void A_file_of_a_password_is_there() => Expect(
        Start + "  mysql: { host: db, database: dims, username: reader, password_file: none }",
        $"4:71: dimensions.mysql.password_file: {_folder.PathOf("none")}: there is no such file of a secret; create it or mend the path");

    [Fact]
    public void A_password_in_clear_is_warned_of()
    {
        const string yaml = Start + "  mysql: { host: db, database: dims, username: reader, tls: required, password: '{0}' }";
        Assert.Equal(
            ["4:81: dimensions.mysql.password: is written in clear; write ${MYSQL_PASSWORD}, or password_file: PATH"],
            _folder.Warnings(yaml.Replace("{0}", "x", StringComparison.Ordinal)));
        _folder.Environment["MYSQL_PASSWORD"] = "x";
        Assert.Empty(_folder.Warnings(yaml.Replace("{0}", "${MYSQL_PASSWORD}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("localhost", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("'::1'", false)]
    [InlineData("db.example", true)]
    public void A_connection_that_others_can_listen_to_is_warned_of(string host, bool isWarned)
    {
        var warnings = _folder.Warnings(Start + $"  mysql: {{ database: dims, username: reader, tls: disabled, host: {host} }}");
        string[] expected = ["4:51: dimensions.mysql.tls: without it, who listens can try passwords at home, and read every row; write tls: required, or verify-identity"];
        Assert.Equal(isWarned ? expected : [], warnings);
    }

    [Theory]
    [InlineData("localhost, tls: preferred", null)]
    [InlineData("db.example, tls: required", null)]
    [InlineData("db.example, tls: preferred", "4:69")]
    [InlineData("db.example", "4:10")]
    public void A_connection_that_others_can_keep_from_being_encrypted_is_warned_of(string host, string? place)
    {
        var warnings = _folder.Warnings(Start + $"  mysql: {{ database: dims, username: reader, host: {host} }}");
        const string warning = "dimensions.mysql.tls: is preferred, so who is on the way to the server can keep the connection from being encrypted; write tls: required, or verify-identity";
        Assert.Equal(place is null ? [] : [$"{place}: {warning}"], warnings);
    }

    [Fact]
    public void A_file_of_authorities_is_for_drivers_that_take_one()
    {
        const string yaml = Start + "  mysql: { host: db, database: dims, username: reader, tls: preferred, ca_file: ca.pem }";
        Expect(
            yaml,
            DatabaseServer.TakesCaFile
                ? "4:81: dimensions.mysql.ca_file: means nothing with tls: preferred, which takes any certificate; write tls: verify-identity, or remove the line"
                : "4:81: dimensions.mysql.ca_file: is not for the driver of this build; add the certificates to the system's store, or name them in the environment as SSL_CERT_FILE, and remove the line");
    }

    [Fact]
    public void Times_of_drivers_are_whole_seconds() => Expect(
        Start + "  mysql: { host: db, database: dims, username: reader, connect_timeout: 1500ms, query_timeout: 2500ms }\n  tenants: { mysql: {}, cache: { lookup_timeout: 1100ms } }",
        "4:73: dimensions.mysql.connect_timeout: 1500ms is not in whole seconds, which is all that drivers keep; write such as 2s",
        "4:96: dimensions.mysql.query_timeout: 2500ms is not in whole seconds, which is all that drivers keep; write such as 2s",
        "5:50: dimensions.tenants.cache.lookup_timeout: 1100ms is not in whole seconds, which is all that drivers keep; write such as 2s");

    private void Expect(string yaml, params string[] problems) => Assert.Equal(problems, _folder.Problems(yaml));
}
