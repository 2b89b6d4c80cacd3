using System.Globalization;
using System.Text;
using System.Text.Json;
using Aggregator.Topics;

namespace Aggregator.Commands;

/// <summary>
/// Shows dead letters: of a file, a line each, or of a topic, one or more lines a message. As text (why, which log of which
/// source, and the log itself), or as the JSON they are kept in.
/// </summary>
internal sealed class DeadLetterInspection(bool asJson, TextWriter output, TextWriter error)
{
    private const string Problem = "is no dead letter";

    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private readonly Unreadable _unreadable = new(error);

    /// <summary>The lines of a file; a line's number is its position.</summary>
    public static IEnumerable<TopicMessage> LinesOf(string file) =>
        File.ReadLines(file).Select((line, number) => new TopicMessage(null, number + 1, Encoding.UTF8.GetBytes(line)));

    /// <summary>Shows all; <see cref="ExitCode.Failed"/> when one of them was no dead letter.</summary>
    public int Show(IEnumerable<TopicMessage> messages)
    {
        foreach (var message in messages) Show(message);
        if (!asJson && (_reasons.Count > 0 || _unreadable.Count == 0)) output.WriteLine(Summary());
        output.Flush();
        return _unreadable.ToExitCode();
    }

    private void Show(TopicMessage message)
    {
        var lines = Encoding.UTF8.GetString(message.Value).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0) _unreadable.Add(message, Problem);
        foreach (var line in lines)
        {
            if (!TryShow(line)) _unreadable.Add(message, Problem);
        }
    }

    private bool TryShow(string line)
    {
        try
        {
            using var letter = JsonDocument.Parse(line);
            return TryShow(letter.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool TryShow(JsonElement letter)
    {
        if (letter.ValueKind != JsonValueKind.Object || Text(letter, "reason") is not { } reason || Text(letter, "source") is not { } source) return false;
        if (!letter.TryGetProperty("position", out var position) || position.ValueKind != JsonValueKind.Number || !position.TryGetInt64(out var at)) return false;
        _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
        if (asJson)
        {
            output.WriteLine(letter.GetRawText());
            return true;
        }
        var truncated = letter.TryGetProperty("truncated", out var cut) && cut.ValueKind == JsonValueKind.True ? ", only its beginning" : "";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Printable(reason)}  position {at} of {Printable(source)}  rejected {Printable(Text(letter, "time") ?? "at an unknown time")}{truncated}"));
        output.WriteLine($"  {LogOf(letter)}");
        return true;
    }

    private static string LogOf(JsonElement letter)
    {
        if (Text(letter, "log") is { } log) return log.Length == 0 ? "(empty)" : Printable(log);
        return Text(letter, "log_base64") is { } bytes ? $"(not UTF-8, in base64) {Printable(bytes)}" : "(not kept)";
    }

    private string Summary()
    {
        var reasons = string.Join(", ", _reasons.Select(reason => $"{Printable(reason.Key)} {reason.Value}"));
        return $"dead letters {_reasons.Values.Sum()}{(reasons.Length > 0 ? "  " : "")}{reasons}";
    }

    private static string? Text(JsonElement letter, string name) =>
        letter.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The text without what could steer a terminal: a dead letter is what a stranger sent.</summary>
    private static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f')) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (char.IsControl(c)) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else shown.Append(c);
        }
        return shown.ToString();
    }
}
