using System.CommandLine;
using System.Text.RegularExpressions;
using Aggregator.Commands;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Docs;

/// <summary>What documents say in passing: commands, options, scripts and links that are there.</summary>
public sealed partial class DocumentedOptionsTests
{
    /// <summary>The public documents.</summary>
    public static IEnumerable<TheoryDataRow<string>> Documents =>
        ((string[])["README.md", "CONTRIBUTING.md", "bench/README.md", "samples/README.md", .. Files("docs", "*.md"), .. Files("deploy", "*.md")])
        .Select(path => new TheoryDataRow<string>(Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, path))));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Options_are_those_of_the_command(string document)
    {
        foreach (var (command, words) in CommandsIn(document))
        {
            foreach (var option in words.Where(word => word.StartsWith("--", StringComparison.Ordinal)))
            {
                Assert.True(OptionsOf(command).Contains(option, StringComparer.Ordinal), $"{document}: '{command.Name}' has no {option}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Scripts_and_linked_files_are_there(string document)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, document));
        foreach (Match script in Script().Matches(text))
        {
            Assert.True(File.Exists(Path.Combine(Repository.Root, script.Groups["path"].Value)), $"{document} names {script.Value}, which is not there.");
        }
        foreach (Match link in Link().Matches(text))
        {
            var (path, anchor) = (link.Groups["path"].Value, link.Groups["anchor"].Value);
            var target = path.Length == 0 ? Path.Combine(Repository.Root, document) : Path.Combine(Repository.Root, Path.GetDirectoryName(document)!, path);
            Assert.True(Path.Exists(target), $"{document} links to {path}, which is not there.");
            if (anchor.Length > 0) Assert.True(Anchors(target).Contains(anchor, StringComparer.Ordinal), $"{document} links to #{anchor}, and {Path.GetFileName(target)} has no such heading.");
        }
    }

    [Fact]
    public void Quoted_messages_are_those_of_the_jobs_and_the_rules()
    {
        var said = string.Join('\n', Files("src", "*.cs").Concat(Files("deploy/central/prometheus/rules", "*.yml")).Select(File.ReadAllText));
        var quotes = Quote().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs/OPERATIONS.md"))).Select(quote => quote.Groups["text"].Value).ToList();
        Assert.True(quotes.Count >= 15, $"Only {quotes.Count} messages were found.");

        Assert.All(quotes, quote => Assert.All(
            quote.Split('…', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            part => Assert.True(said.Contains(part, StringComparison.Ordinal), $"docs/OPERATIONS.md quotes '{quote}', and nothing says '{part}'.")));
    }

    private static string[] Files(string folder, string pattern) => Directory.GetFiles(Path.Combine(Repository.Root, folder), pattern, SearchOption.AllDirectories);

    private static IEnumerable<(Command Command, string[] Words)> CommandsIn(string document)
    {
        foreach (Match call in Call().Matches(File.ReadAllText(Path.Combine(Repository.Root, document))))
        {
            Command command = AggregatorCommand.Create();
            var words = call.Groups["words"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var rest = words.SkipWhile(word => Sub(ref command, word)).ToArray();
            Assert.True(command is not RootCommand || rest.Length == 0 || rest[0].StartsWith('-'), $"{document}: '{call.Value}' names no command.");
            yield return (command, [.. rest.Select(word => Option().Match(word).Value)]);
        }
    }

    private static bool Sub(ref Command command, string word)
    {
        if (command.Subcommands.FirstOrDefault(sub => string.Equals(sub.Name, word, StringComparison.Ordinal)) is not { } sub) return false;
        command = sub;
        return true;
    }

    private static IEnumerable<string> OptionsOf(Command command) =>
        command.Options.Concat(AggregatorCommand.Create().Options).SelectMany(option => (string[])[option.Name, .. option.Aliases]);

    /// <summary>The anchors of a document's headings, as its readers' sites make them.</summary>
    private static IEnumerable<string> Anchors(string path) => File.ReadLines(path)
        .Where(line => line.StartsWith('#'))
        .Select(line => NotInAnchors().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    // In code, or at the beginning of a line; up to a comment, a pipe, the end of the code or a gap of two spaces (a description).
    [GeneratedRegex("""(?<=`|^ *)aggregator (?<words>(?! )[^`\n#|>…]*?)(?=`|\n|#|\||>|…|  )""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Call();

    // Words and nothing else, in code: what a job or an alert says.
    [GeneratedRegex("""`(?!aggregator )(?<text>[A-Za-z…][A-Za-z…,:' ]* [A-Za-z…,:' ]*)`""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quote();

    [GeneratedRegex("^-?-?[a-z-]*", RegexOptions.None, 1000)]
    private static partial Regex Option();

    [GeneratedRegex("""(?<=[`\s])(?<path>(bench|eng)/[a-z-]+\.sh)\b""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Script();

    [GeneratedRegex("""\]\((?!http)(?<path>[^)#\s]*)(#(?<anchor>[^)\s]*))?\)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("[^a-z0-9 _-]", RegexOptions.None, 1000)]
    private static partial Regex NotInAnchors();
}
