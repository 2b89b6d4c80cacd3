using System.Diagnostics;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Conformance;

/// <summary>Debian's kcat as a client of its own make: what an operator would use.</summary>
public sealed class KcatTests : IAsyncLifetime
{
    private readonly KafkaBackend _kafka = KafkaBackend.Start();
    private string _topic = "";

    public async ValueTask InitializeAsync() => _topic = await _kafka.TopicAsync("t", 3);

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Fact]
    public async Task Kcat_lists_topics_and_partitions()
    {
        var listing = await KcatAsync("", "-L", "-t", _topic);
        Assert.Contains($"topic \"{_topic}\" with 3 partitions:", listing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_kcat_produces_kcat_consumes()
    {
        await KcatAsync("a\nb\nc\n", "-P", "-t", _topic, "-p", "1");
        Assert.Equal("a\nb\nc\n", await KcatAsync("", "-C", "-t", _topic, "-p", "1", "-o", "beginning", "-e", "-q"));
    }

    [Fact]
    public async Task Kcat_reads_as_a_member_of_a_group()
    {
        await KcatAsync("a\nb\n", "-P", "-t", _topic, "-p", "2");
        Assert.Equal("a\nb\n", await KcatAsync("", "-q", "-e", "-X", "auto.offset.reset=earliest", "-G", _kafka.Unique("g"), _topic));
    }

    private async Task<string> KcatAsync(string input, params string[] arguments)
    {
        var (code, output, errors) = await Tool.RunAsync(new ProcessStartInfo("kcat", ["-b", _kafka.Bootstrap, .. arguments]), input);
        Assert.True(code == 0, errors);
        return output;
    }
}
