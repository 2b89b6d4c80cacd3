using System.CommandLine;
using System.Text.RegularExpressions;
using Aggregator.Commands;
using Xunit;

namespace Aggregator.Tests.Regional.Generate;

public sealed partial class SampleTests : IDisposable
{
    private static readonly string Samples = Path.Combine(RepositoryRoot(), "samples");

    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-samples-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_command_in_the_readme_makes_the_gateway_samples_byte_for_byte()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(Samples, "README.md"));
        var arguments = GenerateLine().Match(readme).Groups["arguments"].Value
            .Replace("samples/", _folder + "/", StringComparison.Ordinal)
            .Replace("--tables samples", "--tables " + _folder, StringComparison.Ordinal);
        Assert.Equal(0, await GenerateCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Error = TextWriter.Null }));
        foreach (var file in new[] { "gateway.jsonl", "clusters.csv", "tenants.csv", "apis.csv" })
        {
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Samples, file)), await File.ReadAllTextAsync(Path.Combine(_folder, file)));
        }
    }

    [GeneratedRegex("^ *aggregator generate (?<arguments>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex GenerateLine();

    private static string RepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Aggregator.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
