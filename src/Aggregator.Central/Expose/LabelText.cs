using System.Text;
using Aggregator.Central.Rollup;

namespace Aggregator.Central.Expose;

/// <summary>
/// Labels as the text format has them, built once per label set: <c>{a="x",b="y"</c>. The closing brace is left to the
/// writer, because a histogram's lines add <c>le</c>.
/// </summary>
internal static class LabelText
{
    /// <summary>The text of a label set.</summary>
    public static byte[] Build(IReadOnlyList<string> names, in LabelKey key)
    {
        var text = new StringBuilder("{");
        for (var label = 0; label < names.Count; label++)
        {
            if (label > 0) text.Append(',');
            Append(text, names[label], key[label]);
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>The text of a few labels, given as name and value.</summary>
    public static byte[] Build(params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var text = new StringBuilder("{");
        foreach (var (name, value) in labels)
        {
            if (text.Length > 1) text.Append(',');
            Append(text, name, value);
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>Exactly these three are escaped (exposition format 0.0.4); any other escape would lose the whole scrape.</summary>
    private static void Append(StringBuilder text, string name, string value)
    {
        text.Append(name).Append("=\"");
        foreach (var c in value)
        {
            switch (c)
            {
                case '\\': text.Append(@"\\"); break;
                case '"': text.Append("\\\""); break;
                case '\n': text.Append(@"\n"); break;
                default: text.Append(c); break;
            }
        }
        text.Append('"');
    }
}
