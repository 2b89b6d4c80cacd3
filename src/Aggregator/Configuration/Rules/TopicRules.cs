using Aggregator.Regional.Options;

namespace Aggregator.Configuration.Rules;

/// <summary>Topics: names that Kafka takes, none that is read and written, none that is read twice.</summary>
internal static class TopicRules
{
    private const int MaxLength = 249;

    public static void Check(RuleContext context)
    {
        var options = context.Options;
        for (var i = 0; i < options.Sources.Count; i++)
        {
            if (options.Sources[i].Kafka is { } kafka) CheckSource(context, $"sources[{i}].kafka", kafka);
        }
        CheckName(context, "compact.topic", options.Compact.Topic);
        CheckIsNotRead(context, "compact.topic", options.Compact.Topic);
        if (options.DeadLetters.Topic is { } deadLetters) CheckDeadLetters(context, deadLetters);
        else if (options.DeadLetters.Create is not null) context.Report("dead_letters.create", "makes a topic, and there is no dead_letters.topic; name the topic, or remove create");
        for (var i = 0; i < options.Central.Regions.Count; i++) CheckRegion(context, i);
    }

    private static void CheckSource(RuleContext context, string path, KafkaSourceOptions kafka)
    {
        CheckName(context, path + ".topic", kafka.Topic);
        if (!StartPosition.TryParse(kafka.Start, out _)) context.Report(path + ".start", $"'{kafka.Start}' is no start; write {StartPosition.Forms}");
    }

    private static void CheckDeadLetters(RuleContext context, string topic)
    {
        CheckName(context, "dead_letters.topic", topic);
        CheckIsNotRead(context, "dead_letters.topic", topic);
        if (context.Options.DeadLetters.File is not null) context.Report("dead_letters.topic", "there is dead_letters.file too; keep one of them");
        if (string.Equals(topic, context.Options.Compact.Topic, StringComparison.Ordinal))
        {
            context.Report("dead_letters.topic", $"'{topic}' is the compact topic, which holds batches only; choose another");
        }
    }

    private static void CheckRegion(RuleContext context, int index)
    {
        var regions = context.Options.Central.Regions;
        var path = $"central.regions[{index}]";
        var region = regions[index];
        CheckName(context, path + ".kafka.topic", region.Kafka.Topic);
        for (var earlier = 0; earlier < index; earlier++)
        {
            var other = regions[earlier];
            if (region.Region.Length > 0 && string.Equals(region.Region, other.Region, StringComparison.Ordinal))
            {
                context.Report(path + ".region", $"'{region.Region}' is central.regions[{earlier}] too; give each region one entry");
            }
            if (region.Kafka.Bootstrap.Length > 0 && string.Equals(region.Kafka.Bootstrap, other.Kafka.Bootstrap, StringComparison.Ordinal)
                && string.Equals(region.Kafka.Topic, other.Kafka.Topic, StringComparison.Ordinal))
            {
                context.Report(path + ".kafka.topic", $"'{region.Kafka.Topic}' of {region.Kafka.Bootstrap} is read by central.regions[{earlier}] already; name this region's own topic");
            }
        }
    }

    private static void CheckIsNotRead(RuleContext context, string path, string topic)
    {
        if (context.Options.Sources.Any(source => string.Equals(source.Kafka?.Topic, topic, StringComparison.Ordinal)))
        {
            context.Report(path, $"'{topic}' is read as a source too: everything written would be read again; choose another topic");
        }
    }

    private static void CheckName(RuleContext context, string path, string name)
    {
        if (name.Length == 0 && !context.IsGiven(path)) return;
        if (WhatIsWrong(name) is { } problem) context.Report(path, problem);
    }

    private static string? WhatIsWrong(string name) => name switch
    {
        "" or "." or ".." => $"'{name}' is no topic; write a name such as gateway-logs",
        _ when name.Length > MaxLength => $"is longer than {MaxLength} characters; shorten it",
        _ when !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') => $"'{name}' is no topic; Kafka's names have letters, digits, dots, - and _ only",
        _ => null,
    };
}
