using Aggregator.Core.Dimensions;

namespace Aggregator.Configuration.Rules;

/// <summary>Dimension tables: files that can be read and have the columns. Their rows are read at the start, and by <c>validate</c>.</summary>
internal static class TableRules
{
    public static void Check(RuleContext context)
    {
        var dimensions = context.Options.Dimensions;
        Check(context, "dimensions.clusters.csv", dimensions.Clusters, "local_ip", "app_group", "region_id");
        Check(context, "dimensions.tenants.csv", dimensions.Tenants, "uid", "gc_level");
        // biz_domain is in the table, but no series has it.
        Check(context, "dimensions.apis.csv", dimensions.Apis, "product", "api", "version", "priority");
    }

    private static void Check(RuleContext context, string path, DimensionOptions? table, params string[] columns)
    {
        if (table is null) return;
        if (table.Csv is null) context.Report(path, "is missing; write csv: FILE, or remove the table");
        if (!PathRules.CheckIsPath(context, path, table.Csv)) return;
        try
        {
            using var header = new CsvReader(table.Csv!, columns);
        }
        catch (DimensionException e)
        {
            context.Report(path, e.Message);
        }
    }
}
