using System.Data.Common;
using System.Globalization;
using Aggregator.Configuration;
using Aggregator.Core.Dimensions.Database;
using Dapper;

namespace Aggregator.Commands;

/// <summary>Reaches the database of a configuration, and looks for its tables. Changes nothing there.</summary>
internal static class DatabaseCheck
{
    /// <summary>Says what the database has; what is missing, wrong or out of reach goes to <paramref name="error"/>.</summary>
    /// <returns>True when every table can be read.</returns>
    public static bool Run(DimensionsOptions dimensions, TextWriter output, TextWriter error)
    {
        if (dimensions.Mysql is not { } options) return true;
        try
        {
            using var server = new DatabaseServer(options);
            using var connection = server.Connections.OpenConnection();
            output.WriteLine($"dimensions.mysql: {Describe(connection, options)}");
            var isWhole = true;
            foreach (var (schema, table) in Tables(dimensions)) isWhole &= Check(connection, schema, table, options, output, error);
            return isWhole;
        }
#pragma warning disable CA1031 // Drivers throw all kinds of exceptions; each has its words.
        catch (Exception e)
#pragma warning restore CA1031
        {
            error.WriteLine($"dimensions.mysql: {DatabaseProblem.Of(e, options)}.");
            return false;
        }
    }

    private static IEnumerable<(TableSchema Schema, WholeTableOptions Table)> Tables(DimensionsOptions dimensions)
    {
        if (dimensions.Clusters?.Mysql is { } clusters) yield return (TableSchema.Clusters, clusters);
        if (dimensions.Tenants?.Mysql is { } tenants) yield return (TableSchema.Tenants, new WholeTableOptions { Table = tenants.Table, Columns = tenants.Columns });
        if (dimensions.Apis?.Mysql is { } apis) yield return (TableSchema.Apis, apis);
    }

    private static string Describe(DbConnection connection, DatabaseOptions options)
    {
        var version = connection.ExecuteScalar<string>("SELECT VERSION()");
        var tls = connection.Query<(string Name, string Value)>("SHOW SESSION STATUS LIKE 'Ssl_version'").Select(status => status.Value).FirstOrDefault();
        var encryption = string.IsNullOrEmpty(tls) ? "plain text" : tls;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"server {version} at {options.Host}:{options.Port} ({encryption}), database {options.Database}, as {options.Username}");
    }

    private static bool Check(
        DbConnection connection, TableSchema schema, WholeTableOptions table, DatabaseOptions options, TextWriter output, TextWriter error)
    {
        var place = $"dimensions.{schema.Name}.mysql";
        try
        {
            output.WriteLine($"{place}: {(schema == TableSchema.Tenants ? Estimate(connection, schema, table) : Count(connection, schema, table))}");
            if (schema == TableSchema.Tenants && IsWithoutIndex(connection, schema, table))
            {
                var (name, column) = (table.Table ?? schema.Table, TableQuery.NameOf("uid", table));
                error.WriteLine(
                    $"{place}: no index begins with {column}, so each lookup reads the whole table; add one: ALTER TABLE {SqlName.QuoteTable(name)} ADD INDEX ({SqlName.Quote(column)}).");
                return false;
            }
            return true;
        }
        catch (DbException e)
        {
            error.WriteLine($"{place}: {DatabaseProblem.Of(e, options, schema)}.");
            return false;
        }
    }

    private static string Count(DbConnection connection, TableSchema schema, WholeTableOptions table)
    {
        var query = new TableQuery(schema, table);
        var isWithoutKey = string.Join(" OR ", schema.Columns.Take(schema.RequiredColumns).Select(column => $"COALESCE({SqlName.Quote(column)}, '') = ''"));
        var (rows, skipped) = connection.QuerySingle<(long, long)>($"SELECT COUNT(*), COUNT(CASE WHEN {isWithoutKey} THEN 1 END) FROM ({query.Whole}) AS `all_rows`");
        if (query.Highest is { } highest) connection.ExecuteScalar<string?>(highest);
        var what = table.Query is null ? $"table {table.Table ?? schema.Table}" : "its query";
        var without = skipped == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {skipped} of them without {string.Join(" or ", schema.Columns.Take(schema.RequiredColumns))}, which are left out");
        return string.Create(CultureInfo.InvariantCulture, $"{what}, {rows} row{(rows == 1 ? "" : "s")}{without}");
    }

    // To count the tenants would read all of them.
    private static string Estimate(DbConnection connection, TableSchema schema, WholeTableOptions table)
    {
        connection.Execute($"{new TableQuery(schema, table).Whole} LIMIT 0");
        var rows = connection.ExecuteScalar<long?>(
            "SELECT table_rows FROM information_schema.tables WHERE table_schema = COALESCE(@database, DATABASE()) AND table_name = @table", PlaceOf(schema, table));
        var about = rows is null ? "" : string.Create(CultureInfo.InvariantCulture, $", about {rows} row{(rows == 1 ? "" : "s")}");
        return $"table {table.Table ?? schema.Table}{about}";
    }

    // A view has no indexes of its own, so nothing is known of it.
    private static bool IsWithoutIndex(DbConnection connection, TableSchema schema, WholeTableOptions table) =>
        connection.ExecuteScalar<long>(
            """
            SELECT COUNT(*) FROM information_schema.tables t
            WHERE t.table_schema = COALESCE(@database, DATABASE()) AND t.table_name = @table AND t.table_type = 'BASE TABLE'
              AND NOT EXISTS (
                SELECT 1 FROM information_schema.statistics s
                WHERE s.table_schema = t.table_schema AND s.table_name = t.table_name AND s.seq_in_index = 1 AND s.column_name = @column)
            """,
            PlaceOf(schema, table)) > 0;

    /// <summary>Parameters that find a table in information_schema.</summary>
    private static object PlaceOf(TableSchema schema, WholeTableOptions table)
    {
        var name = (table.Table ?? schema.Table).Split('.', 2);
        return new { database = name.Length == 2 ? name[0] : null, table = name[^1], column = TableQuery.NameOf("uid", table) };
    }
}
