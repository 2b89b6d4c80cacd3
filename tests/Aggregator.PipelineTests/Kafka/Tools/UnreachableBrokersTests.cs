using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Tools;

/// <summary>Tools whose brokers cannot be reached.</summary>
public sealed class UnreachableBrokersTests
{
    [Theory]
    [InlineData("inspect", "--kafka")]
    [InlineData("generate", "--to", "kafka", "--count", "5")]
    public async Task One_line_says_why_and_what_to_do(params string[] tool)
    {
        // Nobody listens on port 1.
        var (code, output) = await AggregatorProcess.RunAsync([.. tool, "--bootstrap", "127.0.0.1:1", "--topic", "t"]);

        Assert.Equal(1, code);
        Assert.Matches("^aggregator: The brokers at 127.0.0.1:1 did not answer within 10 s \\(.*Connection refused.*\\): check that they run and can be reached[^\n]*\n$", output);
    }
}
