namespace Aggregator.Core.Dimensions.Database;

/// <summary>
/// The SELECTs that read a table. The server makes text of every value, so that what a column's type is need not be known here.
/// </summary>
public sealed class TableQuery
{
    /// <summary>
    /// How far below the highest <c>updated_at</c> newer rows are looked for: rows of one moment, and of transactions that
    /// commit late. What commits later still is seen at the next whole reading.
    /// </summary>
    public const int OverlapSeconds = 60;

    /// <summary>Most rows that <see cref="Newer"/> is good for, which are held in memory; of one more, all rows are better read as they come.</summary>
    public const int MostNewer = 50_000;

    /// <summary>
    /// Before <see cref="Highest"/> and <see cref="Newer"/>: a time of the server's own zone would be two at the end of
    /// summer time.
    /// </summary>
    public const string UseUtc = "SET time_zone = '+00:00'";

    /// <summary>The queries of a table with the names that the configuration has for it.</summary>
    public TableQuery(TableSchema schema, WholeTableOptions options)
    {
        var table = SqlName.QuoteTable(options.Table ?? schema.Table);
        Whole = options.Query is { } own
            ? $"SELECT {Values(schema, column => column)} FROM (\n{WithoutEnd(own)}\n) AS `own`"
            : $"SELECT {Values(schema, column => NameOf(column, options))} FROM {table}";
        if (options.UpdatedAt is not { } updatedAt) return;
        // A row from the future must not hide what changes until then.
        Highest = $"SELECT CAST(LEAST(MAX({SqlName.Quote(updatedAt)}), UTC_TIMESTAMP(6)) AS CHAR) FROM {table}";
        Newer = $"{Whole} WHERE {SqlName.Quote(updatedAt)} >= CAST(@since AS DATETIME(6)) - INTERVAL {OverlapSeconds} SECOND LIMIT {MostNewer + 1}";
    }

    /// <summary>All rows, our columns in their order.</summary>
    public string Whole { get; }

    /// <summary>The highest <c>updated_at</c>, or now when that is in the future, as text; null when the table has none.</summary>
    public string? Highest { get; }

    /// <summary>The rows that changed since <c>@since</c>, and some before, but no more than one over <see cref="MostNewer"/>; null when the table has no <c>updated_at</c>.</summary>
    public string? Newer { get; }

    /// <summary>What a table calls one of our columns.</summary>
    public static string NameOf(string column, TableOptions options) => options.Columns.GetValueOrDefault(column) ?? column;

    private static string Values(TableSchema schema, Func<string, string> nameOf) =>
        string.Join(", ", schema.Columns.Select(column => $"CAST({SqlName.Quote(nameOf(column))} AS CHAR) AS {SqlName.Quote(column)}"));

    private static string WithoutEnd(string query) => query.TrimEnd().TrimEnd(';');
}
