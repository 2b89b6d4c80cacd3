using System.Globalization;
using Aggregator.Configuration;
using Aggregator.Configuration.Binding;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Regional.Enrich;

namespace Aggregator.Commands;

/// <summary>Loads every table from a file as a start does, for what is wrong with it and how many rows it has.</summary>
internal static class TableRows
{
    /// <summary>Each table in words, and what is wrong with the files, as <c>file:line: what is wrong; what to do</c>.</summary>
    public static (IReadOnlyList<string> Tables, IReadOnlyList<string> Problems) Load(DimensionsOptions dimensions)
    {
        var problems = new List<string>();
        return (
            [
                Describe(TableSchema.Clusters, dimensions.Clusters, dimensions.Clusters?.Mysql, csv => ClusterTable.Load(csv).Count),
                Describe(TableSchema.Tenants, dimensions.Tenants, dimensions.Tenants?.Mysql, csv => TenantTable.Load(csv).Count),
                Describe(TableSchema.Apis, dimensions.Apis, dimensions.Apis?.Mysql, csv => ApiTable.Load(csv).Count),
            ],
            problems);

        string Describe(TableSchema schema, DimensionOptions? options, TableOptions? mysql, Func<string, long> load)
        {
            if (mysql is not null) return DescribeInDatabase(schema, mysql, dimensions.Mysql!);
            if (options?.Csv is not { } csv) return $"no {schema.Name}: what they add is 'unknown'";
            return string.Create(CultureInfo.InvariantCulture, $"{schema.Name} from {csv}: {Count(csv, load, problems)} rows");
        }
    }

    private static string DescribeInDatabase(TableSchema schema, TableOptions table, DatabaseOptions server)
    {
        var what = table is WholeTableOptions { Query: not null } ? "a query" : $"table {table.Table ?? schema.Table}";
        var when = schema == TableSchema.Tenants ? "looked up as they come" : $"read every {Duration.Format(server.RefreshInterval)}";
        return string.Create(CultureInfo.InvariantCulture, $"{schema.Name} from {what} of {server.Host}:{server.Port}/{server.Database}, {when}");
    }

    private static long Count(string csv, Func<string, long> load, List<string> problems)
    {
        try
        {
            return load(csv);
        }
        catch (DimensionException e)
        {
            problems.Add(e.Message);
            return 0;
        }
    }
}
