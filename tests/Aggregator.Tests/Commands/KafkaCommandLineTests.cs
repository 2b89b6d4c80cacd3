using Aggregator.Commands;
using Aggregator.Tests.Configuration;
using Xunit;

namespace Aggregator.Tests.Commands;

/// <summary>What is wrong with the command lines of tools on Kafka is told before any broker is asked.</summary>
public sealed class KafkaCommandLineTests : IDisposable
{
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
    [InlineData("generate --to pigeons --count 1", "--to: 'pigeons' is no place for logs; write kafka, or leave it out.")]
    [InlineData("generate --to kafka --count 1", "Which brokers? Name them with --bootstrap HOST:PORT, or a configuration with --config.")]
    [InlineData("generate --to kafka --count 1 --bootstrap b:1", "Which topic? Name it with --topic.")]
    [InlineData("generate --to kafka --count 1 --bootstrap b:1 --config c.yaml", "leave out one of --bootstrap and --config")]
    [InlineData("generate --to kafka --bootstrap b:1 --topic t", "--to: the topic would grow without end; say how many logs with --count, or --live.")]
    [InlineData("generate --to kafka --count 1 --bootstrap b:1 --topic t --output f", "leave out one of --to and --output")]
    [InlineData("generate --count 1 --batch 5", "--batch: goes with --to kafka.")]
    [InlineData("generate --count 1 --topic t", "--topic: goes with --to kafka.")]
    [InlineData("generate --to kafka --count 1 --bootstrap b:1 --topic t --batch 0", "--batch: must be from 1 to 1000.")]
    [InlineData("generate --to kafka --count 1 --bootstrap b:1 --topic t --create 0", "--create: must be from 1 to 10000.")]
    [InlineData("generate --to kafka --count 1 --bootstrap b:1 --topic t --shipping 3s-2s", "--shipping: '3s-2s' is no delay of up to 1h; write 2s, or 2s-3s")]
    [InlineData("generate --to kafka --count 1 --bootstrap b:1 --topic t --shipping soon", "--shipping: 'soon' is no delay")]
    [InlineData("inspect", "Name the folder of a compact topic, or a file, or --kafka.")]
    [InlineData("inspect folder --kafka --bootstrap b:1 --topic t", "Read a path or --kafka, not both.")]
    [InlineData("inspect --kafka", "Which brokers?")]
    [InlineData("inspect folder --follow", "--follow: goes with --kafka.")]
    [InlineData("inspect folder --bootstrap b:1", "--bootstrap: goes with --kafka.")]
    [InlineData("inspect --kafka --bootstrap b:1 --topic t --from yesterday", "--from: 'yesterday' is no start; write earliest, latest, an ISO 8601 time, or an offset.")]
    [InlineData("inspect --kafka --bootstrap b:1 --topic t --from 5", "--from: an offset is one partition's; name it with --partition.")]
    [InlineData("inspect --kafka --bootstrap b:1 --topic t --partition -1", "--partition: must be 0 or more.")]
    [InlineData("inspect --kafka --bootstrap b:1 --topic t --count 0", "--count: must be 1 or more.")]
    public async Task A_usage_error_exits_2_and_says_what_to_write(string line, string problem)
    {
        Assert.Equal(ExitCode.Usage, await RunAsync(line.Split(' ')));
        Assert.Contains(problem, _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Theory]
    [InlineData("generate --to kafka --count 1", "has no kafka: section, so the brokers are not known")]
    [InlineData("inspect --kafka", "has neither kafka: nor central.regions")]
    [InlineData("inspect --kafka --dead-letters", "has no kafka: section, so the brokers are not known")]
    [InlineData("inspect --kafka --region cn-x", "has no region cn-x in central.regions")]
    public async Task A_configuration_without_brokers_exits_2(string line, string problem)
    {
        _folder.Write(ConfigurationFolder.FileName, "region: r\nsources: [{ stdin: true }]\n");

        Assert.Equal(ExitCode.Usage, await RunAsync([.. line.Split(' '), "--config", _folder.ConfigurationPath]));
        Assert.Contains($"{_folder.ConfigurationPath}: {problem}", _error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("generate", "--to kafka --bootstrap")]
    [InlineData("inspect", "--kafka --config")]
    public async Task The_help_teaches_by_examples(string command, string example)
    {
        Assert.Equal(ExitCode.Done, await RunAsync(command, "--help"));
        var examples = _output.ToString()[_output.ToString().IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains(example, examples, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) => AggregatorCommand.RunAsync(args, _output, _error);
}
