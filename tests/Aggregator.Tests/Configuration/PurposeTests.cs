using Aggregator.Configuration;
using Aggregator.Tests.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Configuration;

/// <summary>What each command needs of a file.</summary>
public sealed class PurposeTests : IDisposable
{
    private const string Regional = "region: a\nkafka: { bootstrap: 'b:9092' }\nsources: [{ kafka: { topic: logs } }]\n";
    private const string Central = "central: { regions: [{ region: a, kafka: { bootstrap: 'b:9092' } }] }\n";
    private const string Files = "region: a\nsources: [{ file: a.log }]\n";

    // The centre must wait longer then, which only its own file can say.
    private const string SlowFlushes = "windows: { flush_interval: 5m }\n";

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Regional, ConfigurationPurpose.Regional)]
    [InlineData(Regional, ConfigurationPurpose.Replay)]
    [InlineData(Regional, ConfigurationPurpose.Any)]
    [InlineData(Central, ConfigurationPurpose.Central)]
    [InlineData(Central, ConfigurationPurpose.Any)]
    [InlineData(Regional + SlowFlushes, ConfigurationPurpose.Regional)]
    [InlineData(Regional + SlowFlushes, ConfigurationPurpose.Any)]
    [InlineData(Regional + Central, ConfigurationPurpose.Regional)]
    [InlineData(Regional + Central, ConfigurationPurpose.Central)]
    [InlineData(Regional + Central, ConfigurationPurpose.Any)]
    [InlineData(Files, ConfigurationPurpose.Standalone)]
    [InlineData(Files, ConfigurationPurpose.Replay)]
    [InlineData(Files, ConfigurationPurpose.Any)]
    [InlineData(Files + Central, ConfigurationPurpose.Standalone)]
    [InlineData(Files + Central, ConfigurationPurpose.Any)]
    public void A_file_serves_the_command_that_it_has_all_for(string yaml, ConfigurationPurpose purpose) => _folder.Options(yaml, purpose);

    [Fact]
    public void Standalone_reads_no_topic() => Expect(
        Regional, ConfigurationPurpose.Standalone,
        "3:11: sources[0]: is a topic (aggregator regional reads topics, standalone everything else); run aggregator regional, or write file: PATH");

    [Fact]
    public void A_regional_job_reads_topics_and_needs_their_brokers() => Expect(
        Files, ConfigurationPurpose.Regional,
        "1:1: kafka: is missing; write kafka: { bootstrap: HOST:PORT }",
        "2:11: sources[0]: is no topic (aggregator regional reads topics, standalone everything else); write kafka: { topic: NAME }, or run aggregator standalone");

    [Fact]
    public void A_regional_job_needs_a_region_and_sources() => Expect(
        Central, ConfigurationPurpose.Regional,
        "1:1: region: is missing; write region: text",
        "1:1: sources: is missing; write sources: …",
        "1:1: kafka: is missing; write kafka: { bootstrap: HOST:PORT }");

    [Theory]
    [InlineData(Regional)]
    [InlineData(Regional + "central: { listen: '127.0.0.1:0' }")]
    public void A_central_job_needs_regions(string yaml) => Assert.EndsWith(
        "central.regions: is missing: it says whose compact topics are read; write regions: [{ region: NAME, kafka: { bootstrap: HOST:PORT } }], or run aggregator standalone",
        Assert.Single(_folder.Problems(yaml, ConfigurationPurpose.Central)), StringComparison.Ordinal);

    [Fact]
    public void A_list_of_no_regions_is_a_problem_for_all() => Expect(
        Files + "central: { regions: [] }", ConfigurationPurpose.Standalone, "3:21: central.regions: is empty; write at least one entry");

    [Theory]
    [InlineData(ConfigurationPurpose.Any)]
    [InlineData(ConfigurationPurpose.Central)]
    public void Topics_and_files_are_two_files(ConfigurationPurpose purpose) => Expect(
        "region: a\nkafka: { bootstrap: 'b:9092' }\nsources:\n  - file: a.log\n  - kafka: { topic: logs }\n" + Central, purpose,
        "5:5: sources[1]: is a topic, unlike sources[0] (aggregator regional reads topics, standalone everything else); make two files of them");

    [Fact]
    public void A_file_for_nothing_is_told_what_a_job_with_sources_needs() => Expect(
        "worker: a", ConfigurationPurpose.Any, "1:1: region: is missing; write region: text", "1:1: sources: is missing; write sources: …");

    [Theory]
    [InlineData(ConfigurationPurpose.Central, "is empty; write at least central: with regions:")]
    [InlineData(ConfigurationPurpose.Regional, "is empty; write at least region:, kafka: and sources:")]
    [InlineData(ConfigurationPurpose.Any, "is empty; write at least region: and sources:")]
    public void An_empty_file_is_told_the_least(ConfigurationPurpose purpose, string problem) => Expect("# nothing\n", purpose, problem);

    [Theory]
    [InlineData(ConfigurationPurpose.Regional)]
    [InlineData(ConfigurationPurpose.Central)]
    [InlineData(ConfigurationPurpose.Any)]
    public void The_sample_serves_both_tiers(ConfigurationPurpose purpose)
    {
        var (options, problems) = ConfigurationFile.Load(Repository.PathOf("samples/kafka.yaml"), purpose);

        Assert.Empty(problems);
        Assert.Equal("gateway-logs", options!.Sources[0].Kafka!.Topic);
        Assert.Equal(options.Compact.Topic, options.Central.Regions[0].Kafka.Topic);
    }

    private void Expect(string yaml, ConfigurationPurpose purpose, params string[] problems) => Assert.Equal(problems, _folder.Problems(yaml, purpose));
}
