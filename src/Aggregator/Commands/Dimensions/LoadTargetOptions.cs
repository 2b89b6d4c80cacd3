using System.CommandLine;
using System.CommandLine.Parsing;
using Aggregator.Commands.Kafka;
using Aggregator.Configuration;
using Aggregator.Configuration.Binding;
using Aggregator.Core.Dimensions.Database;

namespace Aggregator.Commands.Dimensions;

/// <summary>Which server and table: those of a configuration, or those that the command line names.</summary>
internal sealed class LoadTargetOptions
{
    /// <summary>Where the password is when no file has it; as MySQL's own commands have it.</summary>
    private const string PasswordVariable = "MYSQL_PWD";

    private const int MostPorts = 65535;

    private readonly Option<string?> _config = new("--config", "-c")
    {
        Description = "A configuration whose dimensions: name the server and the table.",
        HelpName = "file",
    };
    private readonly Option<string?> _host = new("--host") { Description = "The server, instead of a configuration.", HelpName = "name" };
    private readonly Option<int> _port = new("--port") { Description = "Its port.", HelpName = "number", DefaultValueFactory = _ => new DatabaseOptions().Port };
    private readonly Option<string?> _database = new("--database") { Description = "The database (schema).", HelpName = "name" };
    private readonly Option<string?> _user = new("--user")
    {
        Description = "The user, who may INSERT and UPDATE; instead of the configuration's, who may only SELECT.",
        HelpName = "name",
    };
    private readonly Option<string?> _passwordFile = new("--password-file")
    {
        Description = $"A file with the user's password. Default: the environment variable {PasswordVariable}.",
        HelpName = "file",
    };
    private readonly Option<string?> _tls = new("--tls")
    {
        Description = $"Encryption: {string.Join(", ", ScalarType.NamesOf(typeof(DatabaseTls)))}. Default: preferred.",
        HelpName = "mode",
    };

    public LoadTargetOptions()
    {
        _port.Limit(1, MostPorts);
        ((IEnumerable<Option>)[_port, _database, _tls]).GoWith(_host, "--host");
        ((IEnumerable<Option>)[_passwordFile]).GoWith(_user, "--user");
        _tls.Validators.Add(tls =>
        {
            if (tls.Tokens.Count > 0 && ScalarType.Of(typeof(DatabaseTls))!.Parse(tls.Tokens[0].Value, out _) is { } problem) tls.AddError($"--tls: {problem}.");
        });
    }

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (IEnumerable<Option>)[_config, _host, _port, _database, _user, _passwordFile, _tls]) command.Add(option);
    }

    /// <summary>What is missing or too much on the command line, or null.</summary>
    public string? Problem(SymbolResult given)
    {
        var (config, host) = (given.IsGiven(_config), given.IsGiven(_host));
        if (config && host) return "--host: the configuration names the server already; leave out one of --host and --config.";
        if (!config && !host) return "Which server? Name it with --host, --database and --user, or a configuration with --config.";
        return host && (!given.IsGiven(_database) || !given.IsGiven(_user)) ? "--host: say which --database, and which --user." : null;
    }

    /// <summary>The table that was named; null after problems, which <paramref name="error"/> has then.</summary>
    public LoadTarget? Read(ParseResult parsed, TableSchema schema, TextWriter error)
    {
        if (parsed.GetValue(_config) is not { } path)
        {
            return new LoadTarget(WithUser(parsed, Named(parsed)), schema.Table, new Dictionary<string, string>(StringComparer.Ordinal));
        }
        if (CommonOptions.Load(path, error, ConfigurationPurpose.Any) is not { } options) return null;
        if (options.Dimensions.Mysql is not { } server || TableOf(options.Dimensions, schema) is not { } table)
        {
            error.WriteLine($"{path}: has no dimensions.mysql, or no dimensions.{schema.Name}.mysql; write them, or name the server with --host");
            return null;
        }
        if (table is WholeTableOptions { Query: not null })
        {
            error.WriteLine($"{path}: dimensions.{schema.Name}.mysql.query is a query, so the table is not known; name the server with --host");
            return null;
        }
        return new LoadTarget(WithUser(parsed, server), table.Table ?? schema.Table, table.Columns);
    }

    private DatabaseOptions Named(ParseResult parsed)
    {
        object? tls = null;
        if (parsed.GetValue(_tls) is { } mode) ScalarType.Of(typeof(DatabaseTls))!.Parse(mode, out tls);
        return new DatabaseOptions
        {
            Host = parsed.GetValue(_host)!,
            Port = parsed.GetValue(_port),
            Database = parsed.GetValue(_database)!,
            Tls = tls is DatabaseTls chosen ? chosen : DatabaseTls.Preferred,
        };
    }

    private DatabaseOptions WithUser(ParseResult parsed, DatabaseOptions server) => parsed.GetValue(_user) is not { } user
        ? server
        : server with
        {
            Username = user,
            PasswordFile = parsed.GetValue(_passwordFile),
            Password = parsed.GetValue(_passwordFile) is null ? Environment.GetEnvironmentVariable(PasswordVariable) : null,
        };

    private static TableOptions? TableOf(DimensionsOptions dimensions, TableSchema schema) =>
        schema == TableSchema.Clusters ? dimensions.Clusters?.Mysql
        : schema == TableSchema.Tenants ? dimensions.Tenants?.Mysql
        : dimensions.Apis?.Mysql;
}
