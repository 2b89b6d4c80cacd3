using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;

namespace Aggregator.Configuration.Rules;

/// <summary>
/// Dimension tables: each from one place; files that can be read and have the columns. Their rows, and the database, are
/// read at the start, and by <c>validate</c>.
/// </summary>
internal static class TableRules
{
    private static readonly string[] NotBesideQuery = ["table", "columns", "updated_at"];

    public static void Check(RuleContext context)
    {
        var dimensions = context.Options.Dimensions;
        // Of api_dim, biz_domain is in the table too, but no series has it.
        Check(context, TableSchema.Clusters, dimensions.Clusters, dimensions.Clusters?.Mysql);
        Check(context, TableSchema.Tenants, dimensions.Tenants, dimensions.Tenants?.Mysql);
        Check(context, TableSchema.Apis, dimensions.Apis, dimensions.Apis?.Mysql);
    }

    private static void Check(RuleContext context, TableSchema schema, DimensionOptions? table, TableOptions? mysql)
    {
        if (table is null) return;
        var path = $"dimensions.{schema.Name}";
        CheckPlace(context, path);
        if (context.IsGiven(path + ".csv")) CheckFile(context, path + ".csv", table.Csv, schema);
        if (mysql is not null) CheckDatabase(context, path + ".mysql", mysql, schema);
    }

    private static void CheckPlace(RuleContext context, string path)
    {
        var (csv, mysql) = (context.IsGiven(path + ".csv"), context.IsGiven(path + ".mysql"));
        if (csv && mysql) context.Report(path + ".mysql", "is a second place beside csv; remove one");
        if (!csv && !mysql) context.Report(path, "says not where the table is; write csv: FILE, or mysql: {} for the database, or remove the table");
        if (mysql && !context.IsGiven("dimensions.mysql"))
        {
            context.Report("dimensions.mysql", $"is missing: {path} is in the database; write mysql: {{ host: HOST, database: NAME, username: NAME }}");
        }
    }

    private static void CheckFile(RuleContext context, string path, string? csv, TableSchema schema)
    {
        if (!PathRules.CheckIsPath(context, path, csv)) return;
        try
        {
            using var header = new CsvReader(csv!, [.. schema.Columns]);
        }
        catch (DimensionException e)
        {
            context.Report(path, e.Message);
        }
    }

    private static void CheckDatabase(RuleContext context, string path, TableOptions mysql, TableSchema schema)
    {
        if (mysql.Table is { } table && !table.Split('.').All(part => part.Length > 0)) context.Report(path + ".table", $"'{table}' is no name; write TABLE or SCHEMA.TABLE");
        foreach (var (ours, theirs) in mysql.Columns)
        {
            var column = OptionPath.Join(path + ".columns", ours);
            if (!schema.Columns.Contains(ours, StringComparer.Ordinal)) context.Report(column, $"is no column of ours; write {string.Join(", ", schema.Columns)} with the table's name for it");
            else if (theirs.Length == 0) context.Report(column, "is empty; write the table's name for it");
        }
        if (mysql is WholeTableOptions whole) CheckQuery(context, path, whole);
    }

    private static void CheckQuery(RuleContext context, string path, WholeTableOptions mysql)
    {
        if (mysql.UpdatedAt is "") context.Report(path + ".updated_at", "is empty; write a column's name, or remove the line");
        if (mysql.Query is not { } query) return;
        if (string.IsNullOrWhiteSpace(query)) context.Report(path + ".query", "is empty; write a SELECT, or remove the line");
        foreach (var option in NotBesideQuery.Where(option => context.IsGiven($"{path}.{option}")))
        {
            context.Report($"{path}.{option}", "means nothing beside query; remove one of them");
        }
    }
}
