using System.Globalization;
using Aggregator.Configuration;
using Microsoft.VisualBasic.FileIO;

namespace Aggregator.Commands;

/// <summary>Reads every dimension table to its end, which a start does too, and counts its rows.</summary>
internal static class TableRows
{
    /// <summary>Rows by the table's name, and what is wrong with the files.</summary>
    public static (IReadOnlyDictionary<string, long> Rows, IReadOnlyList<ConfigurationProblem> Problems) Count(DimensionsOptions dimensions)
    {
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        var problems = new List<ConfigurationProblem>();
        foreach (var (name, table) in TableFile.TablesOf(dimensions))
        {
            if (table?.Csv is not { } csv) continue;
            try
            {
                using var file = new TableFile(csv);
                _ = file.CheckHeader(name);
                rows[name] = file.CountRows();
            }
            catch (MalformedLineException e)
            {
                var line = new Position(Math.Max(1, e.LineNumber), 1);
                problems.Add(new ConfigurationProblem(csv, line, "", "a quoted field does not end, or text follows its end; write a quote inside as \"\""));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                problems.Add(new ConfigurationProblem(csv, Position.None, "", string.Create(CultureInfo.InvariantCulture, $"cannot be read: {e.Message}")));
            }
        }
        return (rows, problems);
    }
}
