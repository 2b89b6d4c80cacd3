using System.CommandLine;
using Aggregator.Configuration;
using Aggregator.Replay;

namespace Aggregator.Commands.Kafka;

/// <summary>The options of <c>replay --kafka</c>: which event times, and where the rows go besides files.</summary>
internal sealed class ReplayKafkaOptions
{
    private static readonly TimeSpan DefaultMargin = TimeSpan.FromMinutes(10);

    private readonly Option<long?> _from = GenerateArguments.Time("--from", "First event time that counts: epoch seconds or ISO 8601, where a window begins. With --kafka.");
    private readonly Option<long?> _to = GenerateArguments.Time("--to", "Event time after the last that counts. With --kafka.");
    private readonly Option<TimeSpan?> _margin = GenerateArguments.Duration(
        "--margin", "How long after its event time a log's record may be stamped, by its shipper's clock, and its log still be found. Records stamped more than windows.max_future before --from are not read either: a clock further off hides its logs. With --kafka.", DefaultMargin);
    private readonly Option<bool> _offsets = new("--offsets") { Description = "Say which positions of every partition are read. With --kafka." };
    private readonly Option<string?> _target = new("--target-topic", "--compact-topic")
    {
        Description = "Send the rows to this topic too, all or nothing, for another central job; nothing when there are none. Made as compact.create says. With --kafka.",
        HelpName = "name",
    };

    public ReplayKafkaOptions()
    {
        Kafka.Validators.Add(kafka =>
        {
            if (!kafka.Implicit && (!kafka.IsGiven(_from) || !kafka.IsGiven(_to))) kafka.AddError("--kafka: which time? Name it with --from and --to.");
        });
        Others.GoWith(Kafka, "--kafka");
    }

    /// <summary><c>--kafka</c>.</summary>
    public Option<bool> Kafka { get; } = new("--kafka")
    {
        Description = "Read the topics of the configuration's sources, beside the jobs that use them: no consumer group hears of it.",
    };

    private IEnumerable<Option> Others => [_from, _to, _margin, _offsets, _target];

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (IEnumerable<Option>)[Kafka, .. Others]) command.Add(option);
    }

    /// <summary>What is wrong with the values, each as a sentence with the remedy.</summary>
    public IEnumerable<string> Problems(ParseResult parsed, AggregatorOptions options)
    {
        var (from, to) = (parsed.GetValue(_from), parsed.GetValue(_to));
        var windowMs = (long)options.Windows.Size.TotalMilliseconds;
        if (from >= to) yield return "--to: must be after --from";
        if (from % windowMs != 0 || to % windowMs != 0) yield return $"--from, --to: must be where a window of {windowMs / 1000} s begins, such as a whole minute";
        var topics = options.Sources.Select(source => source.Kafka?.Topic).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (options.Kafka is null || topics.Count == 0) yield return "--kafka: the configuration has no kafka: with a source that is a topic; use --input for files";
        if (parsed.GetValue(_target) is not { } target) yield break;
        if (topics.Contains(target)) yield return $"--target-topic: {target} is a topic of logs; name another";
        if (string.Equals(target, options.Compact.Topic, StringComparison.Ordinal)) yield return $"--target-topic: {target} is what the regional job writes, so its logs would count twice; name another";
    }

    /// <summary>The range of event times; null for a replay of files.</summary>
    public EventTimeRange? RangeOf(ParseResult parsed) =>
        parsed.GetValue(Kafka) ? new EventTimeRange(parsed.GetValue(_from)!.Value, parsed.GetValue(_to)!.Value) : null;

    /// <summary>How late a log may have arrived.</summary>
    public TimeSpan MarginOf(ParseResult parsed) => parsed.GetValue(_margin) ?? DefaultMargin;

    /// <summary>True when positions are to be shown.</summary>
    public bool ShowsOffsets(ParseResult parsed) => parsed.GetValue(_offsets);

    /// <summary>The topic that the rows go to, or null.</summary>
    public string? TargetOf(ParseResult parsed) => parsed.GetValue(_target);
}
