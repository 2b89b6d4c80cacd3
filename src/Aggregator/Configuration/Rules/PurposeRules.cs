using Aggregator.Configuration.Yaml;

namespace Aggregator.Configuration.Rules;

/// <summary>What a command needs of a file: sources that it can read, regions to gather from.</summary>
internal static class PurposeRules
{
    private const string WhereToRun = "aggregator regional reads topics, standalone everything else";

    private static readonly HashSet<string> Nothing = new(StringComparer.Ordinal);

    // What only those who read logs need.
    private static readonly HashSet<string> RegionalPart = new(["region", "sources"], StringComparer.Ordinal);

    /// <summary>Paths of required options that <paramref name="document"/> can do without.</summary>
    public static IReadOnlySet<string> Excused(ConfigurationPurpose purpose, YamlTree document) => purpose switch
    {
        ConfigurationPurpose.Central => RegionalPart,
        ConfigurationPurpose.Any when IsForCentralAlone(document) => RegionalPart,
        _ => Nothing,
    };

    /// <summary>What to write into an empty file.</summary>
    public static string WhatIsLeast(ConfigurationPurpose purpose) => purpose switch
    {
        ConfigurationPurpose.Central => "is empty; write at least central: with regions:",
        ConfigurationPurpose.Regional => "is empty; write at least region:, kafka: and sources:",
        _ => "is empty; write at least region: and sources:",
    };

    public static void Check(RuleContext context)
    {
        CheckSources(context);
        CheckRegions(context);
    }

    private static bool IsForCentralAlone(YamlTree document) =>
        document is YamlMap map && Value(map, "sources") is null && Value(map, "central") is YamlMap central && Value(central, "regions") is not null;

    private static YamlTree? Value(YamlMap map, string key) =>
        map.Entries.FirstOrDefault(entry => string.Equals(entry.Key, key, StringComparison.Ordinal))?.Value;

    private static void CheckSources(RuleContext context)
    {
        var sources = context.Options.Sources;
        var firstIsTopic = sources.Count > 0 && sources[0].Kafka is not null;
        for (var i = 0; i < sources.Count; i++)
        {
            var path = $"sources[{i}]";
            // A source of two places, or with a place that does not bind, is told already.
            if (context.IsToldWithin(path)) continue;
            var isTopic = sources[i].Kafka is not null;
            var problem = context.Purpose switch
            {
                ConfigurationPurpose.Regional when !isTopic => $"is no topic ({WhereToRun}); write kafka: {{ topic: NAME }}, or run aggregator standalone",
                ConfigurationPurpose.Standalone when isTopic => $"is a topic ({WhereToRun}); run aggregator regional, or write file: PATH",
                ConfigurationPurpose.Any or ConfigurationPurpose.Central when isTopic != firstIsTopic =>
                    $"is {(isTopic ? "a" : "no")} topic, unlike sources[0] ({WhereToRun}); make two files of them",
                _ => null,
            };
            if (problem is not null) context.Report(path, problem);
        }
    }

    private static void CheckRegions(RuleContext context)
    {
        if (context.Purpose != ConfigurationPurpose.Central || context.IsGiven("central.regions")) return;
        context.Report(
            "central.regions",
            "is missing: it says whose compact topics are read; write regions: [{ region: NAME, kafka: { bootstrap: HOST:PORT } }], or run aggregator standalone");
    }
}
