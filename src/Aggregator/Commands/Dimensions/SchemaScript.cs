using System.Text.RegularExpressions;
using Aggregator.Core.Dimensions.Database;

namespace Aggregator.Commands.Dimensions;

/// <summary><c>deploy/regional/mysql/schema.sql</c>, which is part of the command.</summary>
internal static partial class SchemaScript
{
    /// <summary>The statement that makes a table unless it is there, with the names that <paramref name="target"/> has for it and its columns.</summary>
    public static string CreateTable(TableSchema schema, LoadTarget target)
    {
        using var stream = typeof(SchemaScript).Assembly.GetManifestResourceStream("schema.sql")!;
        using var reader = new StreamReader(stream);
        var script = reader.ReadToEnd();
        var begin = $"CREATE TABLE IF NOT EXISTS `{schema.Table}`";
        var at = script.IndexOf(begin, StringComparison.Ordinal);
        var body = script[(at + begin.Length)..script.IndexOf(';', at)];
        // In one pass: a name that was put in may be that of another column.
        HashSet<string> columns = [.. schema.Columns, .. CsvTable.ExtraOf(schema)];
        body = Names().Replace(body, quoted => quoted.Groups["name"].Value is var name && columns.Contains(name) ? target.Column(name) : quoted.Value);
        return $"CREATE TABLE IF NOT EXISTS {target.QuotedTable}{body}";
    }

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();
}
