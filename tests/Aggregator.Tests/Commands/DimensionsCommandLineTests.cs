using Aggregator.Commands;
using Aggregator.Tests.Configuration;
using Xunit;

namespace Aggregator.Tests.Commands;

/// <summary>What is wrong with <c>dimensions load</c> is told before any server is asked.</summary>
public sealed class DimensionsCommandLineTests : IDisposable
{
    private const string Server = "--host h --database d --user u";

    private readonly ConfigurationFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("dimensions", "Required command was not provided.")]
    [InlineData("dimensions load", "Required argument missing")]
    [InlineData("dimensions load f.csv", "Which server? Name it with --host, --database and --user, or a configuration with --config.")]
    [InlineData("dimensions load f.csv --host h", "--host: say which --database, and which --user.")]
    [InlineData("dimensions load f.csv --host h --config c.yaml", "leave out one of --host and --config")]
    [InlineData("dimensions load f.csv --config c.yaml --port 1", "--port: goes with --host.")]
    [InlineData("dimensions load f.csv --config c.yaml --password-file p", "--password-file: goes with --user.")]
    [InlineData($"dimensions load f.csv {Server} --port 0", "--port: must be from 1 to 65535.")]
    [InlineData($"dimensions load f.csv {Server} --tls maybe", "--tls: 'maybe' is not one of disabled, preferred, required, verify-ca, verify-identity.")]
    [InlineData($"dimensions load f.csv {Server} --table nodes", "--table: 'nodes' is no table; write one of clusters, tenants, apis.")]
    public async Task A_usage_error_exits_2_and_says_what_to_write(string line, string problem)
    {
        Assert.Equal(ExitCode.Usage, await RunAsync(line.Split(' ')));
        Assert.Contains(problem, _error.ToString(), StringComparison.Ordinal);
        Assert.EndsWith(line.Contains("load", StringComparison.Ordinal) ? "'aggregator dimensions load --help' tells the usage.\n" : "'aggregator dimensions --help' tells the usage.\n", _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task A_configuration_without_a_database_exits_2()
    {
        _folder.Write(ConfigurationFolder.FileName, "region: r\nsources: [{ stdin: true }]\n");

        Assert.Equal(ExitCode.Usage, await RunAsync("dimensions", "load", _folder.PathOf("tenants.csv"), "--config", _folder.ConfigurationPath));
        Assert.Equal(
            $"{_folder.ConfigurationPath}: has no dimensions.mysql, or no dimensions.tenants.mysql; write them, or name the server with --host\n",
            _error.ToString());
    }

    [Fact]
    public async Task The_help_teaches_by_examples()
    {
        Assert.Equal(ExitCode.Done, await RunAsync("dimensions", "load", "--help"));
        var examples = _output.ToString()[_output.ToString().IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains("--host db --database gateway --user admin --create", examples, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) => AggregatorCommand.RunAsync(args, _output, _error);
}
