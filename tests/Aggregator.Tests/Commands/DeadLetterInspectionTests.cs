using Aggregator.Commands;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Tests.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aggregator.Tests.Commands;

/// <summary><c>inspect --dead-letters</c> on a file that a regional job wrote.</summary>
public sealed class DeadLetterInspectionTests : IDisposable
{
    private static readonly SourceId Source = new("kc1", "gateway-logs", 2);

    private readonly ConfigurationFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private string Path => _folder.PathOf("dead.jsonl");

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task Every_letter_says_why_which_log_and_the_log()
    {
        Write();

        Assert.Equal(ExitCode.Done, await InspectAsync());
        var lines = _output.ToString().Split('\n');
        Assert.Matches("^malformed/cut_off  position 4711 of kc1/gateway-logs/2  rejected 20[0-9-]+T[0-9:.]+Z$", lines[0]);
        Assert.Equal("""  {"Product":"ecs","Api":"Ru""", lines[1]);
        Assert.StartsWith("future  position 4712 of kc1/gateway-logs/2  rejected ", lines[2], StringComparison.Ordinal);
        Assert.EndsWith("Z, only its beginning", lines[2], StringComparison.Ordinal);
        Assert.Equal("  (not UTF-8, in base64) //4=", lines[3]);
        Assert.Equal("dead letters 2  future 1, malformed/cut_off 1", lines[4]);
    }

    [Fact]
    public async Task Json_is_what_the_file_holds()
    {
        Write();

        Assert.Equal(ExitCode.Done, await InspectAsync("--json"));
        Assert.Equal(await File.ReadAllTextAsync(Path, TestContext.Current.CancellationToken), _output.ToString());
    }

    [Fact]
    public async Task What_could_steer_a_terminal_is_escaped()
    {
        await File.WriteAllTextAsync(Path, """{"time":"t","source":"s","position":1,"reason":"r","log":"\u001b[2J\u0007é"}""" + "\n", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Done, await InspectAsync());
        Assert.Equal(@"  \u001b[2J\u0007é", _output.ToString().Split('\n')[1]);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"reason":"r","source":"s","position":"x"}""")]
    public async Task What_is_no_dead_letter_is_told_with_its_line_and_the_rest_still_shown(string bad)
    {
        Write();
        await File.AppendAllTextAsync(Path, bad + "\n", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Failed, await InspectAsync());
        Assert.Equal("position 3: is no dead letter\n", _error.ToString());
        Assert.EndsWith("dead letters 2  future 1, malformed/cut_off 1\n", _output.ToString(), StringComparison.Ordinal);
    }

    private void Write()
    {
        using var letters = new DeadLetterFile(Path, TimeProvider.System, NullLogger<DeadLetterFile>.Instance);
        letters.Add(Source, 4711, Outcome.Malformed, "cut_off", """{"Product":"ecs","Api":"Ru"""u8);
        letters.Add(Source, 4712, Outcome.Future, "", [0xff, 0xfe], isTruncated: true);
    }

    private Task<int> InspectAsync(params string[] args) => AggregatorCommand.RunAsync(["inspect", "--dead-letters", Path, .. args], _output, _error);
}
