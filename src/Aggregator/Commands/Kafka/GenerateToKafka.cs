using System.CommandLine;
using System.CommandLine.Parsing;
using Aggregator.Configuration;
using Aggregator.Configuration.Binding;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Topics;

namespace Aggregator.Commands.Kafka;

/// <summary>The options of <c>generate --to kafka</c>, and what they start.</summary>
internal sealed class GenerateToKafka
{
    private const string Kafka = "kafka";
    private const int MostLogsPerMessage = 1000;
    private const int MostPartitions = 10_000;
    private static readonly TimeSpan LongestShipping = TimeSpan.FromHours(1);

    private readonly KafkaTopicOptions _topic = new();
    private readonly Option<int> _batch = new("--batch")
    {
        Description = "Logs a message, one a line. With --to kafka.",
        HelpName = "logs",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<int> _create = new("--create")
    {
        Description = "Make the topic with so many partitions when it is not there. With --to kafka.",
        HelpName = "partitions",
    };
    private readonly Option<ShippingDelay> _shipping = new("--shipping")
    {
        Description = "Time from a log to its arrival in the topic, such as 2s or 2s-3s. With --to kafka.",
        HelpName = "delay",
        CustomParser = ParseShipping,
    };

    public GenerateToKafka()
    {
        _batch.Limit(1, MostLogsPerMessage);
        _create.Limit(1, MostPartitions);
        To.Validators.Add(to =>
        {
            if (to.Implicit || to.Tokens.Count == 0) return;
            if (!string.Equals(to.Tokens[0].Value, Kafka, StringComparison.Ordinal)) to.AddError($"--to: '{to.Tokens[0].Value}' is no place for logs; write kafka, or leave it out.");
            else if (_topic.Problem(to) is { } problem) to.AddError($"--to: {problem}");
        });
        Others.GoWith(To, "--to kafka");
    }

    /// <summary><c>--to kafka</c>.</summary>
    public Option<string?> To { get; } = new("--to")
    {
        Description = "Where logs go: kafka sends them to a topic, spread over its partitions; without it, standard output or --output.",
        HelpName = Kafka,
    };

    /// <summary>True when the command line asks for a topic to be made.</summary>
    public bool OnlyMakesTopic(SymbolResult given) => given.IsGiven(To) && given.IsGiven(_create);

    private IEnumerable<Option> Others => [.. _topic.All, _batch, _create, _shipping];

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (IEnumerable<Option>)[To, .. Others]) command.Add(option);
    }

    /// <summary>Sends what <paramref name="logs"/> asks for.</summary>
    public async Task<int> RunAsync(ParseResult parsed, GenerateRequest logs, CancellationToken stop)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        if (_topic.Read(parsed, SourceTopicOf, error) is not { } topic) return ExitCode.Usage;
        GenerateRun.WriteTables(logs);
        using var loggers = CommonOptions.CreateLoggers(parsed);
        var request = new KafkaGenerateRequest(topic, parsed.GetValue(_batch), parsed.GetValue(_shipping), parsed.GetValue(_create));
        return await new KafkaGenerateRun(logs, request, output, error, loggers).ToExitCodeAsync(stop);
    }

    private static (KafkaTopic? Topic, string? Problem) SourceTopicOf(AggregatorOptions options, string? topic) => KafkaTopicOptions.OnRegionsCluster(
        options, topic ?? options.Sources.Select(source => source.Kafka?.Topic).FirstOrDefault(name => name is not null), "source that is a topic");

    private static ShippingDelay ParseShipping(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var ends = text.Split('-', 2);
        if (Duration.TryParse(ends[0], out var least) && Duration.TryParse(ends[^1], out var most) && least <= most && most <= LongestShipping)
        {
            return new ShippingDelay((int)least.TotalMilliseconds, (int)most.TotalMilliseconds);
        }
        result.AddError($"--shipping: '{text}' is no delay of up to 1h; write 2s, or 2s-3s for any time in between.");
        return default;
    }
}
