using System.Globalization;
using Aggregator.Central.Options;
using Aggregator.Configuration;
using Aggregator.Configuration.Binding;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Options;

namespace Aggregator.Commands;

/// <summary>Says in words what a configuration does.</summary>
internal static class ConfigurationSummary
{
    public static void Write(AggregatorOptions options, IReadOnlyList<string> tables, TextWriter output)
    {
        var readsLogs = options.Sources.Count > 0;
        if (readsLogs) Section(output, "region", [$"{options.Region}, worker {options.Worker}"]);
        Section(output, "data", [options.DataDir]);
        if (readsLogs) WriteSources(options, output);
        Section(output, "tables", tables);
        if (readsLogs) WriteAggregation(options, output);
        WriteCentral(options.Central, output);
    }

    private static void WriteSources(AggregatorOptions options, TextWriter output)
    {
        if (options.Kafka is { } kafka) Section(output, "kafka", KafkaSummary.Lines(kafka, options));
        Section(output, "sources", options.Sources.SelectMany(source => FieldSummary.Lines(source).Prepend(Describe(source, options.Region))));
        Section(output, "filters", options.Filters.Count == 0 ? ["none: every log with a product and an API counts"] : options.Filters.Select(Describe));
    }

    private static void WriteAggregation(AggregatorOptions options, TextWriter output)
    {
        Section(output, "windows", [Describe(options.Windows)]);
        Section(output, "measures", [Describe(options.Measures)]);
        Section(output, "rejects", Describe(options.DeadLetters));
    }

    private static void WriteCentral(CentralOptions central, TextWriter output)
    {
        var budgets = central.Budgets;
        Section(output, "central",
        [
            $"http://{central.Listen}/metrics, published every {Duration.Format(central.PublishInterval)}",
            .. central.Regions.Select(region => $"reads {region.Region} from topic {region.Kafka.Topic} of {KafkaSummary.Describe(region.Kafka)}"),
            string.Create(CultureInfo.InvariantCulture,
                $"at most {budgets.Product} products, {budgets.Api} APIs, {budgets.ErrorCode} error codes, {budgets.Tenant} tenants (label sets)"),
        ]);
    }

    private static void Section(TextWriter output, string title, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine($"{title,-9} {line}");
            title = "";
        }
    }

    private static string Describe(SourceOptions source, string region)
    {
        var place = source switch
        {
            { File: { } file } => $"{file} ({ScalarType.NameOf(source.Format)}, {(source.Follow ? "followed" : "read to the end")}): {Matches(new FilePattern(file))}",
            { Kafka: { } kafka } => $"topic {kafka.Topic} ({ScalarType.NameOf(source.Format)}), begun at {kafka.Start}",
            { Generate: { } made } => string.Create(CultureInfo.InvariantCulture, $"generated logs, {made.Rate} a second, seed {made.Seed}"),
            _ => $"standard input ({ScalarType.NameOf(source.Format)})",
        };
        var product = source.Format == LogFormat.Combined ? $", all of product {source.Product}" : "";
        return source.Region is null || string.Equals(source.Region, region, StringComparison.Ordinal) ? place + product : $"{place}{product}, from region {source.Region}";
    }

    private static string Matches(FilePattern pattern)
    {
        try
        {
            var files = pattern.Files();
            if (files.Count == 0) return pattern.IsGlob ? "matches no file yet" : "is not there yet";
            var size = files.Sum(file => file.Size);
            return string.Create(CultureInfo.InvariantCulture, $"{files.Count} {(files.Count == 1 ? "file" : "files")}, {size / 1e6:0.0} MB");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"its folder cannot be read ({e.Message})";
        }
    }

    private static string Describe(FilterOptions filter) => filter.Drop is { } drop
        ? $"{filter.Name}: drops logs whose {Describe(drop)}"
        : $"{filter.Name}: keeps only logs whose {Describe(filter.Keep!)}";

    private static string Describe(ConditionOptions condition)
    {
        var tests = new List<string>();
        if (condition.In is { } any) tests.Add($"is one of {string.Join(", ", any)}");
        if (condition.NotIn is { } none) tests.Add($"is none of {string.Join(", ", none)}");
        if (condition.EqualTo is { } value) tests.Add($"is {(value.Length == 0 ? "empty" : value)}");
        if (condition.Prefix is { } prefix) tests.Add($"begins with {prefix}");
        if (condition.Regex is { } regex) tests.Add($"matches {regex}");
        if (condition.Exists is { } exists) tests.Add(exists ? "is there" : "is missing");
        return $"{condition.Field} {string.Join(" and ", tests)}";
    }

    private static string Describe(WindowOptions windows) =>
        $"{Duration.Format(windows.Size)}, {Duration.Format(windows.OutOfOrderness)} of disorder waited for, sent on every {Duration.Format(windows.FlushInterval)}";

    private static IEnumerable<string> Describe(DeadLetterOptions deadLetters)
    {
        if (deadLetters.File is { } file) yield return $"appended to {file}";
        if (deadLetters.Topic is { } topic) yield return $"sent to topic {topic}";
        if (deadLetters is { File: null, Topic: null }) yield return "counted, not kept";
    }

    private static string Describe(MeasureOptions measures)
    {
        var codes = measures.Limited.HttpCodes.Select(code => $"HTTP {code.ToString(CultureInfo.InvariantCulture)}");
        var prefixes = measures.Limited.ErrorCodePrefixes.Select(prefix => $"error codes that begin with {prefix}");
        return $"slow above {Duration.Format(measures.Slow)}; limited: {string.Join(", ", codes.Concat(prefixes).DefaultIfEmpty("nothing"))}";
    }
}
