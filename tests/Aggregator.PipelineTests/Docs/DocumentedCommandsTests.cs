using Xunit;

namespace Aggregator.PipelineTests.Docs;

/// <summary>Every command of the README and of the operations' handbook, as it stands there.</summary>
public sealed class DocumentedCommandsTests(SmallSite site) : IClassFixture<SmallSite>
{
    private static readonly string[] Documents = ["README.md", "docs/OPERATIONS.md"];

    // What tests cannot have: everything else is run. A further one needs a reason.
    private static readonly string[] NeedsAllowed = ["a Kafka cluster", "Kafka's tools", "systemd", "Kubernetes", "systemd, or Kubernetes", "Docker", "hours"];

    private static readonly string[] LanguagesAllowed = ["sh", "text", "yaml", "promql", "json"];

    /// <summary>Document and line of each block that is to be run.</summary>
    public static IEnumerable<TheoryDataRow<string, int>> Blocks =>
        Documents.SelectMany(Fence.Of).Where(fence => fence.IsToRun).Select(fence => new TheoryDataRow<string, int>(fence.Document, fence.Line));

    /// <summary>The documents.</summary>
    public static IEnumerable<TheoryDataRow<string>> Names => Documents.Select(document => new TheoryDataRow<string>(document));

    [Theory]
    [MemberData(nameof(Blocks))]
    public async Task Runs_as_it_stands(string document, int line)
    {
        var fence = Fence.Of(document).Single(fence => fence.Line == line);

        var (code, output) = await site.RunAsync(fence);

        TestContext.Current.TestOutputHelper?.WriteLine(output);
        Assert.True(
            code == 0,
            $"{fence} ended with {code}. If it needs what a test cannot have, begin it with '# Needs …'; if another test runs it, write <!-- run by ClassName --> before it.\n{fence.Text}\n{output}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_block_says_its_language(string document) => Assert.All(
        Fence.Of(document),
        fence => Assert.True(
            LanguagesAllowed.Contains(fence.Language, StringComparer.Ordinal),
            $"{fence} has the language '{fence.Language}'; write one of {string.Join(", ", LanguagesAllowed)} behind the fence: sh for commands, text for what is no command."));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_not_run_says_why_and_is_a_shells_language(string document)
    {
        foreach (var fence in Fence.Of(document).Where(fence => fence.IsShell && !fence.IsToRun))
        {
            if (fence.Needs is { } needs) Assert.True(NeedsAllowed.Contains(needs, StringComparer.Ordinal), $"{fence} needs '{needs}', which is none of: {string.Join("; ", NeedsAllowed)}.");
            if (fence.RunBy is { } test) Assert.True(IsTest(test), $"{fence} names {test}, and there is no such test class.");
            var (code, output) = await Shell.RunAsync(fence.Text, Path.GetTempPath(), new Dictionary<string, string>(StringComparer.Ordinal), "-n");
            Assert.True(code == 0, $"{fence}: {output}");
        }
    }

    private static bool IsTest(string name) => typeof(DocumentedCommandsTests).Assembly.GetTypes().Any(type => string.Equals(type.Name, name, StringComparison.Ordinal));
}
