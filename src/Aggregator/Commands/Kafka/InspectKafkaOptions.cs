using System.CommandLine;
using Aggregator.Configuration;
using Aggregator.Topics;

namespace Aggregator.Commands.Kafka;

/// <summary>The options of <c>inspect --kafka</c>: which topic, and which of its messages.</summary>
internal sealed class InspectKafkaOptions
{
    private readonly KafkaTopicOptions _topic = new();
    private readonly Option<string?> _region = new("--region")
    {
        Description = "Which of central.regions, when the configuration is a central job's. With --kafka.",
        HelpName = "region",
    };
    private readonly Option<int?> _partition = new("--partition") { Description = "One partition; all of them without it. With --kafka.", HelpName = "number" };
    private readonly Option<TopicStart?> _from = new("--from")
    {
        Description = "Where to begin: earliest (default), latest, a time (ISO 8601, by the records' timestamps), or an offset of --partition. With --kafka.",
        HelpName = "start",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TopicStart.Parse(text) is { } start) return start;
            result.AddError($"--from: '{text}' is no start; write earliest, latest, an ISO 8601 time, or an offset.");
            return null;
        },
    };
    private readonly Option<long?> _count = new("--count") { Description = "Most messages to show. With --kafka.", HelpName = "messages" };
    private readonly Option<bool> _follow = new("--follow", "-f") { Description = "Wait for more at the end, until Ctrl-C. With --kafka." };
    private readonly Option<bool> _uncommitted = new("--uncommitted")
    {
        Description = "Show messages of open and aborted transactions too, which no job reads. With --kafka.",
    };

    public InspectKafkaOptions()
    {
        Kafka.Validators.Add(kafka =>
        {
            if (!kafka.Implicit && _topic.Problem(kafka) is { } problem) kafka.AddError($"--kafka: {problem}");
        });
        _from.Validators.Add(from =>
        {
            if (from.Implicit || from.Tokens.Count == 0 || from.IsGiven(_partition)) return;
            if (TopicStart.Parse(from.Tokens[0].Value) is { Kind: TopicStartKind.Offset }) from.AddError("--from: an offset is one partition's; name it with --partition.");
        });
        _partition.Limit(0);
        _count.Limit(1);
        Others.GoWith(Kafka, "--kafka");
    }

    /// <summary><c>--kafka</c>.</summary>
    public Option<bool> Kafka { get; } = new("--kafka")
    {
        Description = "Read a Kafka topic, beside the jobs that use it: no group hears of it.",
    };

    private IEnumerable<Option> Others => [.. _topic.All, _region, _partition, _from, _count, _follow, _uncommitted];

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (IEnumerable<Option>)[Kafka, .. Others]) command.Add(option);
    }

    /// <summary>What to read; null after problems, which <paramref name="error"/> was told.</summary>
    public TopicReading? Read(ParseResult parsed, bool deadLetters, TextWriter error)
    {
        var topic = _topic.Read(parsed, (options, name) => TopicOf(options, name, parsed.GetValue(_region), deadLetters), error);
        if (topic is null) return null;
        if (!parsed.CommandResult.IsGiven(_topic.Topic)) error.WriteLine($"Topic {topic.Name} of {topic.Cluster.Bootstrap}:");
        return new TopicReading(topic, parsed.GetValue(_partition), parsed.GetValue(_from) ?? TopicStart.Earliest)
        {
            Count = parsed.GetValue(_count),
            Follow = parsed.GetValue(_follow),
            Uncommitted = parsed.GetValue(_uncommitted),
        };
    }

    private static (KafkaTopic? Topic, string? Problem) TopicOf(AggregatorOptions options, string? topic, string? region, bool deadLetters)
    {
        if (deadLetters) return KafkaTopicOptions.OnRegionsCluster(options, topic ?? options.DeadLetters.Topic, "dead_letters.topic");
        var regions = options.Central.Regions;
        if (region is null && options.Kafka is not null) return KafkaTopicOptions.OnRegionsCluster(options, topic ?? options.Compact.Topic, "compact.topic");
        if (region is null && regions.Count != 1) return (null, $"has {(regions.Count == 0 ? "neither kafka: nor central.regions" : "several central.regions; choose one with --region")}");
        var chosen = region is null ? regions[0] : regions.FirstOrDefault(one => string.Equals(one.Region, region, StringComparison.Ordinal));
        return chosen is null
            ? (null, $"has no region {region} in central.regions; it has {string.Join(", ", regions.Select(one => one.Region))}")
            : (new KafkaTopic(chosen.Kafka, topic ?? chosen.Kafka.Topic), null);
    }
}
