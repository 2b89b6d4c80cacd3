using Aggregator.Commands;
using Xunit;

namespace Aggregator.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task No_command_is_bad_usage_and_the_help_is_an_error()
    {
        Assert.Equal(ExitCode.Usage, await RunAsync());
        Assert.Contains("Usage:", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("validat", "'validat' was not matched. Did you mean one of the following?\nvalidate")]
    [InlineData("validate", "Option '--config' is required.")]
    [InlineData("validate --config", "Required argument missing for option: '--config'.")]
    [InlineData("validate --config x --vorbose", "Unrecognized command or argument '--vorbose'.")]
    [InlineData("validate --config x --log-level loud", "--log-level: 'loud' is no level; write trace, debug, information, warning, error, critical or none.")]
    [InlineData("validate --config x --log-level 7", "--log-level: '7' is no level")]
    public async Task A_usage_error_exits_2_and_says_what_is_wrong(string line, string problem)
    {
        Assert.Equal(ExitCode.Usage, await RunAsync(line.Split(' ')));
        Assert.Contains(problem, _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("--help' tells the usage.", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task Every_usage_error_is_told_at_once()
    {
        Assert.Equal(ExitCode.Usage, await RunAsync("validate", "--one", "--two"));
        Assert.Contains("'--one'", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("'--two'", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("'--config' is required", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_teaches_what_the_program_does_with_examples()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("--help"));
        Assert.Contains("Turns API gateway access logs into per-minute Prometheus metrics", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 done, 1 failed, 2 bad usage or configuration", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, _output.ToString().Split("\n  aggregator ").Count(part => part.Contains("--config", StringComparison.Ordinal)));
        string[] commands = ["standalone", "replay", "generate", "regional", "central", "validate", "inspect"];
        Assert.Equal(
            commands, commands.OrderBy(command => _output.ToString().IndexOf($"\n  {command} ", StringComparison.Ordinal)), StringComparer.Ordinal);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task A_commands_help_ends_with_its_examples_only()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("validate", "--help"));
        var examples = _output.ToString()[_output.ToString().IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains("aggregator validate --config", examples, StringComparison.Ordinal);
        Assert.DoesNotContain("aggregator inspect", examples, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("generate", "[default: 40s]")]
    [InlineData("replay", "[default: 10m]")]
    public async Task A_default_is_shown_as_it_is_written(string command, string shown)
    {
        Assert.Equal(ExitCode.Done, await RunAsync(command, "--help"));
        Assert.Contains(shown, _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("00:", _output.ToString()[.._output.ToString().IndexOf("Examples:", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", _output.ToString());
    }

    [Theory]
    [InlineData("cn-a/0", "--skip: 'cn-a/0' names no batch; write REGION/PARTITION/OFFSET")]
    [InlineData("cn-z/0/1", "--skip: 'cn-z/0/1' is of a region that central.regions does not have; write one of cn-a, cn-b")]
    public async Task A_batch_to_skip_must_be_one_of_a_region_that_is_read(string skip, string problem)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(
                path,
                "central: { regions: [{ region: cn-a, kafka: { bootstrap: 'a:9092' } }, { region: cn-b, kafka: { bootstrap: 'b:9092' } }] }",
                TestContext.Current.CancellationToken);
            Assert.Equal(ExitCode.Usage, await RunAsync("central", "--config", path, "--skip", skip));
            Assert.Contains(problem, _error.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private Task<int> RunAsync(params string[] args) => AggregatorCommand.RunAsync(args, _output, _error);
}
