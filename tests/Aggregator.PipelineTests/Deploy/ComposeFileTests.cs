using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Deploy;

/// <summary>compose.yaml, judged by docker-compose itself, which needs no engine for that.</summary>
public sealed class ComposeFileTests
{
    [Fact]
    public async Task Docker_compose_finds_nothing_wrong()
    {
        var (code, complaints) = await Tool.RunAsync("docker-compose", "--file", Path.Combine(Repository.Root, "deploy/compose/compose.yaml"), "config", "--quiet");

        Assert.Equal((0, ""), (code, complaints));
    }
}
