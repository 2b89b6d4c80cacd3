using System.Data.Common;
using System.Globalization;
using Aggregator.PipelineTests.Support;
using Dapper;

namespace Aggregator.PipelineTests.Database;

/// <summary>
/// A schema on a server, with the tables of <c>deploy/regional/mysql/schema.sql</c>, and a user who may only read it. What
/// tests do to it, they do as root.
/// </summary>
public sealed class TestDatabase
{
    /// <summary>The reader's password, with what a connection string or a shell could trip over.</summary>
    public const string Password = "p;w \"x\" = 'y'\\";

    /// <summary>The same, as it stands between quotes in SQL.</summary>
    public static readonly string QuotedPassword = Password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    private static readonly string Schema = File.ReadAllText(Path.Combine(Repository.Root, "deploy/regional/mysql/schema.sql"));
    private static readonly TimeSpan RestTime = TimeSpan.FromSeconds(60);
    private static int _made;

    private TestDatabase(MariaDbServer server, string name)
    {
        (Server, Name) = (server, name);
        PasswordFile = server.Write(name + ".password", Password + "\n");
    }

    /// <summary>Where it is.</summary>
    public MariaDbServer Server { get; }

    /// <summary>The schema's name, and its reader's.</summary>
    public string Name { get; }

    /// <summary>A file with the reader's password.</summary>
    public string PasswordFile { get; }

    /// <summary>Makes one, with empty tables.</summary>
    public static TestDatabase Create(MariaDbServer server)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _made)}");
        using var connection = server.OpenAsRoot();
        connection.Execute($"CREATE DATABASE {name} CHARACTER SET utf8mb4");
        connection.Execute($"CREATE USER {name}@'%' IDENTIFIED BY '{QuotedPassword}'");
        connection.Execute($"GRANT SELECT ON {name}.* TO {name}@'%'");
        var database = new TestDatabase(server, name);
        database.Execute(Schema);
        return database;
    }

    /// <summary>The configuration's <c>mysql:</c> section of the reader, on a line.</summary>
    /// <param name="port">The server's own unless given: a proxy's.</param>
    /// <param name="more">More options, each after a comma.</param>
    /// <param name="host">A name of this machine.</param>
    public string Section(int? port = null, string more = "", string host = "127.0.0.1") => string.Create(
        CultureInfo.InvariantCulture,
        $"mysql: {{ host: {host}, port: {port ?? Server.Port}, database: {Name}, username: {Name}, password_file: {PasswordFile}{more} }}");

    /// <summary>Runs statements in it, as root; the rows affected.</summary>
    public int Execute(string sql, object? parameters = null)
    {
        using var connection = Open();
        return connection.Execute(sql, parameters);
    }

    /// <summary>The rows of a query, as root.</summary>
    public IReadOnlyList<T> Query<T>(string sql, object? parameters = null)
    {
        using var connection = Open();
        return connection.Query<T>(sql, parameters).AsList();
    }

    /// <summary>
    /// A number of the server's statistics (<c>userstat</c>), by a query with the parameter <c>@Name</c>; 0 without a row. A statement
    /// is counted after it was answered, so it is asked for when no connection of the reader is at work.
    /// </summary>
    public long Statistic(string sql)
    {
        var deadline = TimeProvider.System.GetUtcNow() + RestTime;
        while (Query<int>("SELECT COUNT(*) FROM information_schema.PROCESSLIST WHERE USER = @Name AND COMMAND <> 'Sleep'", new { Name })[0] > 0)
        {
            if (TimeProvider.System.GetUtcNow() > deadline) throw new TimeoutException($"A connection of {Name} was at work for {RestTime}.");
            Thread.Yield();
        }
        return Query<long>(sql, new { Name }).SingleOrDefault();
    }

    /// <summary>A connection of root's, in the schema.</summary>
    public DbConnection Open()
    {
        var connection = Server.OpenAsRoot();
        connection.ChangeDatabase(Name);
        return connection;
    }
}
