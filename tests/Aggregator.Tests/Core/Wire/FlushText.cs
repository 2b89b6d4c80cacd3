using System.Globalization;
using System.Text;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;
using Aggregator.Tests.Core.Aggregation;

namespace Aggregator.Tests.Core.Wire;

/// <summary>Everything a flush says, in words: two flushes are the same when their texts are.</summary>
internal static class FlushText
{
    public static string Of(Flush flush)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{flush.Id} window {flush.WindowSizeMs} slow {flush.SlowMs}");
        text.AppendLine(CultureInfo.InvariantCulture, $"created {flush.CreatedMs}");
        text.AppendLine(Of(flush.Rows));
        foreach (var source in flush.Sources) text.AppendLine(source.ToString());
        foreach (var outcome in flush.Outcomes) text.AppendLine(outcome.ToString());
        return text.ToString();
    }

    public static string Of(IEnumerable<Row> rows) => string.Join('\n', rows.Select(Of));

    private static string Of(Row row) => $"{row.Key} {row.Level.State} {row.Level.Name} {MeasureText.Of(row.Measures)}";
}
