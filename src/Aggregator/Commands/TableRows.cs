using Aggregator.Configuration;
using Aggregator.Core.Dimensions;
using Aggregator.Regional.Enrich;

namespace Aggregator.Commands;

/// <summary>Loads every dimension table as a start does, for what is wrong with it and how many rows it has.</summary>
internal static class TableRows
{
    /// <summary>
    /// Each table with the number of its keys, or null when it is not configured; and what is wrong with the files, as
    /// <c>file:line: what is wrong; what to do</c>.
    /// </summary>
    public static (IReadOnlyList<(string Table, string? Csv, long Rows)> Tables, IReadOnlyList<string> Problems) Load(DimensionsOptions dimensions)
    {
        var problems = new List<string>();
        return (
            [
                Load("clusters", dimensions.Clusters, csv => ClusterTable.Load(csv).Count, problems),
                Load("tenants", dimensions.Tenants, csv => TenantTable.Load(csv).Count, problems),
                Load("apis", dimensions.Apis, csv => ApiTable.Load(csv).Count, problems),
            ],
            problems);
    }

    private static (string Table, string? Csv, long Rows) Load(string table, DimensionOptions? options, Func<string, long> load, List<string> problems)
    {
        if (options?.Csv is not { } csv) return (table, null, 0);
        try
        {
            return (table, csv, load(csv));
        }
        catch (DimensionException e)
        {
            problems.Add(e.Message);
            return (table, csv, 0);
        }
    }
}
