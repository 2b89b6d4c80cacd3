using System.Data.Common;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>
/// Which texts a column's character set can hold. The server tells, in two statements for any number of texts: asking for
/// them by halves until the odd ones are left would take two statements for each of those, and logs may be full of them.
/// </summary>
/// <param name="table">The table, as SQL names it.</param>
/// <param name="column">The column, as SQL names it.</param>
internal sealed class ColumnCharacters(string table, string column)
{
    /// <summary>The texts that the column can hold.</summary>
    /// <exception cref="DbException">The database failed.</exception>
    public List<object> Held(TimedCommands commands, List<object> texts)
    {
        var characters = NameOfSet(commands);
        using var command = commands.Next();
        var converted = texts.Select(text => $"CONVERT(CONVERT({command.AddParameter(text)} USING {characters}) USING utf8mb4)");
        command.CommandText = $"SELECT {string.Join(',', converted)}";
        using var reader = command.ExecuteReader();
        reader.Read();
        // A character that the set lacks comes back as a question mark.
        return [.. texts.Where((text, at) => text.Equals(reader.GetValue(at)))];
    }

    // Of the greatest of no values the set is known, though there is no value.
    private string NameOfSet(TimedCommands commands)
    {
        using var command = commands.Next();
        command.CommandText = $"SELECT CHARSET(MAX({column})) FROM {table} WHERE 1 = 0";
        return (string)command.ExecuteScalar()!;
    }
}
