using Aggregator.Configuration.Binding;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Options;

namespace Aggregator.Configuration.Rules;

/// <summary>Where logs come from: exactly one place a source, options that have a meaning there, no place twice.</summary>
internal static class SourceRules
{
    private static readonly string[] CombinedOnly = ["product", "latency"];

    public static void Check(RuleContext context)
    {
        var sources = context.Options.Sources;
        for (var i = 0; i < sources.Count; i++)
        {
            var path = $"sources[{i}]";
            CheckPlace(context, path, sources[i]);
            CheckFormat(context, path, sources[i]);
            FieldRules.Check(context, path, sources[i]);
            CheckBurst(context, path + ".generate.burst_product", sources[i].Generate);
            for (var earlier = 0; earlier < i; earlier++)
            {
                if (WhyTheSame(context, sources[earlier], sources[i]) is { } why)
                {
                    context.Report(path, $"{why} as sources[{earlier}], so that logs would count twice; remove one");
                }
            }
        }
    }

    private static void CheckPlace(RuleContext context, string path, SourceOptions source)
    {
        List<string> places = [];
        if (context.IsGiven(path + ".file")) places.Add("file");
        if (source.Stdin) places.Add("stdin");
        if (context.IsGiven(path + ".generate")) places.Add("generate");
        if (context.IsGiven(path + ".kafka")) places.Add("kafka");
        if (places.Count == 0 && !HasBadStdin(context, path, source)) context.Report(path, "says not where logs come from; write file: PATH, kafka: { topic: NAME }, stdin: true or generate: {}");
        if (places.Count > 1) context.Report(path, $"has {string.Join(" and ", places)}; keep one, and make the other a source of its own");
        if (places is ["stdin" or "generate" or "kafka"] && context.IsGiven(path + ".follow"))
        {
            context.Report(path + ".follow", $"means nothing for {places[0]}, only for file; remove it");
        }
        if (places is ["kafka"] && source.Region is { } region && !string.Equals(region, context.Options.Region, StringComparison.Ordinal))
        {
            context.Report(path + ".region", "a regional job's topics hold the logs of its own region; remove it, or run a job of that region");
        }
    }

    // stdin was given a value that is no bool: that is told already.
    private static bool HasBadStdin(RuleContext context, string path, SourceOptions source) =>
        !source.Stdin && context.IsTold(path + ".stdin");

    private static void CheckFormat(RuleContext context, string path, SourceOptions source)
    {
        if (context.IsTold(path + ".format")) return;
        var isCombined = source.Format == LogFormat.Combined;
        if (source.Format != LogFormat.GatewayJson && source.Generate is not null) context.Report(path + ".format", "must be gateway-json for generate; remove the line");
        if (isCombined && string.IsNullOrWhiteSpace(source.Product))
        {
            context.Report(path + ".product", "is missing: lines of format combined name no product; write product: NAME");
        }
        if (isCombined) return;
        foreach (var option in CombinedOnly.Select(name => OptionPath.Join(path, name)).Where(context.IsGiven))
        {
            context.Report(option, $"means nothing for format {ScalarType.NameOf(source.Format)}, only for combined; remove it, or write format: combined");
        }
        if (context.IsGiven(path + ".api_segments") && !FieldRules.ReadsRequests(source))
        {
            context.Report(path + ".api_segments", "means something for format combined and where fields.api.request is given; remove it");
        }
    }

    private static void CheckBurst(RuleContext context, string path, GenerateOptions? options)
    {
        if (options?.BurstProduct is not { } product || context.IsTold(path)) return;
        if (BurstProblem.Of(product, options.Products) is { } problem) context.Report(path, problem);
        else if (options.BurstEvery <= TimeSpan.Zero) context.Report(path, "there are no bursts; say how often with burst_every");
    }

    private static string? WhyTheSame(RuleContext context, SourceOptions a, SourceOptions b)
    {
        if (a.Stdin && b.Stdin) return "reads standard input";
        if (a.File is { } one && b.File is { } two && AreTheSame(one, two)) return "reads the same files";
        if (a.Kafka is { Topic.Length: > 0 } first && string.Equals(first.Topic, b.Kafka?.Topic, StringComparison.Ordinal)) return "reads the same topic";
        if (a.Generate is null || b.Generate is null) return null;
        var home = context.Options.Region;
        var sameRegion = string.Equals(a.Region ?? home, b.Region ?? home, StringComparison.Ordinal);
        return sameRegion && a.Generate.Seed == b.Generate.Seed ? "generates the same seed in the same region" : null;
    }

    private static bool AreTheSame(string a, string b) =>
        string.Equals(a, b, StringComparison.Ordinal) || new FilePattern(a).Matches(b) || new FilePattern(b).Matches(a);
}
