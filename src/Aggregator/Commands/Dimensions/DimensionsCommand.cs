using System.CommandLine;
using Aggregator.Core.Dimensions.Database;

namespace Aggregator.Commands.Dimensions;

/// <summary><c>aggregator dimensions load</c>: fills a dimension table of a database from a CSV file.</summary>
internal static class DimensionsCommand
{
    public static Command Create() => new CommandWithExamples(
        "dimensions",
        "Dimension tables in MySQL or MariaDB.",
        ("aggregator dimensions load tenants.csv --config aggregator.yaml --user admin", "fill the configured table of tenants"))
    {
        Load(),
    };

    private static CommandWithExamples Load()
    {
        var file = new Argument<string>("file") { Description = "A CSV file; the columns of its header tell the table, unless --table does." };
        var table = new Option<string?>("--table")
        {
            Description = $"The table: {string.Join(", ", CsvTable.Schemas.Select(schema => schema.Name))}.",
            HelpName = "name",
        };
        table.Validators.Add(given =>
        {
            if (given.Tokens.Count > 0 && SchemaOf(given.Tokens[0].Value) is null)
                given.AddError($"--table: '{given.Tokens[0].Value}' is no table; write one of {string.Join(", ", CsvTable.Schemas.Select(schema => schema.Name))}.");
        });
        var create = new Option<bool>("--create") { Description = "Make the table when it is not there." };
        var replace = new Option<bool>("--replace") { Description = "Remove the rows that the file does not have; a reader sees the old table or the new one." };
        var target = new LoadTargetOptions();
        var command = new CommandWithExamples(
            "load",
            "Fill a table from a CSV file: new rows are added, and rows whose key is there get the file's values. Empty values become NULL.",
            ("aggregator dimensions load clusters.csv --host db --database gateway --user admin --create", "make a table and fill it; the password is in MYSQL_PWD"),
            ("aggregator dimensions load tenants.csv --config aggregator.yaml --user admin --replace", "the file's tenants and no others"))
        {
            file, table, create, replace,
        };
        target.AddTo(command);
        // By argument: an error of the command's own would hide those of its options.
        file.Validators.Add(given =>
        {
            if (target.Problem(given) is { } problem) given.AddError(problem);
        });
        command.SetAction((parsed, stop) => Task.Run(
            () =>
            {
                var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
                var csv = CsvTable.Open(parsed.GetRequiredValue(file), parsed.GetValue(table) is { } name ? SchemaOf(name) : null);
                if (target.Read(parsed, csv.Schema, error) is not { } place) return ExitCode.Usage;
                var request = new LoadRequest(csv, place) { Create = parsed.GetValue(create), Replace = parsed.GetValue(replace) };
                return new LoadRun(request, output, error).ToExitCode(stop);
            },
            stop));
        return command;
    }

    private static TableSchema? SchemaOf(string name) =>
        CsvTable.Schemas.FirstOrDefault(schema => string.Equals(schema.Name, name, StringComparison.Ordinal));
}
