using System.Text.RegularExpressions;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Docs;

/// <summary>A fenced block of a document, and what its author says of running it. CONTRIBUTING.md describes the marks.</summary>
/// <param name="Document">Path within the repository.</param>
/// <param name="Line">Of the opening fence, from 1.</param>
/// <param name="Language">What stands behind the opening fence; empty when nothing does.</param>
/// <param name="Text">Without the indentation of the fence.</param>
/// <param name="RunBy">Test class that runs it, or null.</param>
internal sealed partial record Fence(string Document, int Line, string Language, string Text, string? RunBy)
{
    /// <summary>What must be there to run it, in the words of its first line (<c># Needs systemd.</c>); null when nothing need.</summary>
    public string? Needs => NeedsLine().Match(Text) is { Success: true } match ? match.Groups["what"].Value : null;

    /// <summary>True when it holds commands for a shell.</summary>
    public bool IsShell => string.Equals(Language, "sh", StringComparison.Ordinal);

    /// <summary>True when it is to be run as it stands.</summary>
    public bool IsToRun => IsShell && Needs is null && RunBy is null;

    /// <summary>Its place, as editors understand it.</summary>
    public override string ToString() => $"{Document}:{Line}";

    /// <summary>All fences of a document, in its order.</summary>
    public static IReadOnlyList<Fence> Of(string document)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, document));
        var fences = new List<Fence>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (Opening().Match(lines[i]) is not { Success: true } opening) continue;
            var begin = i;
            var indent = opening.Groups["indent"].Length;
            for (i++; i < lines.Length && !IsClosing(lines[i]); i++) { }
            var text = lines[(begin + 1)..i].Select(line => line.Length >= indent ? line[indent..] : line.TrimStart());
            fences.Add(new Fence(document, begin + 1, opening.Groups["language"].Value, string.Join('\n', text) + "\n", RunByBefore(lines[..begin])));
        }
        return fences;
    }

    private static bool IsClosing(string line) => string.Equals(line.Trim(), "```", StringComparison.Ordinal);

    private static string? RunByBefore(string[] lines)
    {
        var before = Array.FindLast(lines, line => line.Trim().Length > 0) ?? "";
        return RunByComment().Match(before) is { Success: true } match ? match.Groups["test"].Value : null;
    }

    [GeneratedRegex("^(?<indent> *)```(?<language>[a-z]*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Opening();

    [GeneratedRegex("^ *<!-- run by (?<test>[A-Za-z]+) -->$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RunByComment();

    [GeneratedRegex(@"^# Needs (?<what>.+)\.\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NeedsLine();
}
