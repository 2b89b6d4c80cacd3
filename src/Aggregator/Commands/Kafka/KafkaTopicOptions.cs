using System.CommandLine;
using System.CommandLine.Parsing;
using Aggregator.Configuration;
using Aggregator.Regional.Options;
using Aggregator.Topics;

namespace Aggregator.Commands.Kafka;

/// <summary>
/// <c>--config</c>, <c>--bootstrap</c> and <c>--topic</c>: which topic of which cluster. A cluster with passwords or
/// certificates needs a configuration; for any other, brokers and topic are enough.
/// </summary>
internal sealed class KafkaTopicOptions
{
    /// <summary><c>--config F</c>.</summary>
    public Option<string?> Config { get; } = new("--config", "-c")
    {
        Description = "A configuration whose kafka: says how to reach the brokers, and which topic unless --topic does.",
        HelpName = "file",
    };

    /// <summary><c>--bootstrap HOST:PORT</c>.</summary>
    public Option<string?> Bootstrap { get; } = new("--bootstrap")
    {
        Description = "Brokers, as host:port,host:port, instead of a configuration.",
        HelpName = "host:port",
    };

    /// <summary><c>--topic T</c>.</summary>
    public Option<string?> Topic { get; } = new("--topic") { Description = "The topic.", HelpName = "name" };

    /// <summary>All of them, to be added to a command.</summary>
    public IReadOnlyList<Option> All => [Config, Bootstrap, Topic];

    /// <summary>What is missing or too much on the command line, or null.</summary>
    public string? Problem(SymbolResult parsed)
    {
        var (config, bootstrap) = (parsed.IsGiven(Config), parsed.IsGiven(Bootstrap));
        if (!config && !bootstrap) return "Which brokers? Name them with --bootstrap HOST:PORT, or a configuration with --config.";
        if (config && bootstrap) return "--bootstrap: the configuration names the brokers already; leave out one of --bootstrap and --config.";
        return bootstrap && !parsed.IsGiven(Topic) ? "Which topic? Name it with --topic." : null;
    }

    /// <summary>The topic that was named.</summary>
    /// <param name="parsed">A command line without <see cref="Problem"/>.</param>
    /// <param name="topicOf">Finds the topic in a configuration; or says, as the second, why there is none.</param>
    /// <param name="error">Told every problem of the configuration.</param>
    /// <returns>null after problems.</returns>
    public KafkaTopic? Read(
        ParseResult parsed, Func<AggregatorOptions, string?, (KafkaTopic? Topic, string? Problem)> topicOf, TextWriter error)
    {
        var topic = parsed.GetValue(Topic);
        if (parsed.GetValue(Bootstrap) is { } bootstrap) return new KafkaTopic(new RegionalKafkaOptions { Bootstrap = bootstrap }, topic!);
        var path = parsed.GetValue(Config)!;
        if (CommonOptions.Load(path, error, ConfigurationPurpose.Any) is not { } options) return null;
        var (found, problem) = topicOf(options, topic);
        if (problem is not null) error.WriteLine($"{path}: {problem}");
        return found;
    }

    /// <summary>The topic on the cluster of the configuration's <c>kafka:</c>.</summary>
    public static (KafkaTopic? Topic, string? Problem) OnRegionsCluster(AggregatorOptions options, string? topic, string whichOption)
    {
        if (options.Kafka is not { } kafka) return (null, "has no kafka: section, so the brokers are not known; write one, or use --bootstrap");
        return topic is null
            ? (null, $"names no {whichOption}; name the topic with --topic")
            : (new KafkaTopic(kafka, topic) { Consumer = kafka.Consumer, Producer = kafka.Producer }, null);
    }
}
