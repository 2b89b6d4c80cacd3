using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Aggregator.Central;
using Aggregator.Central.Expose;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Central.Rollup;
using Aggregator.Central.Topics.Kafka;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Core.Telemetry;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Tests.Monitoring;

/// <summary>Every metric that a job can expose with the default options, as the code that exposes it defines it, and what Prometheus adds.</summary>
internal static class KnownMetrics
{
    private static readonly string[] OfPrometheus = ["up", "scrape_duration_seconds", "scrape_samples_scraped", "ALERTS"];

    /// <summary>Names as queries have them: a histogram has three.</summary>
    public static ImmutableHashSet<string> Names { get; } = [.. Namespaces(), .. Publication(), .. Instruments(), .. OfPrometheus];

    /// <summary>True for what only ever grows, so that its value alone says nothing.</summary>
    public static bool IsCounter(string name) =>
        name.EndsWith("_total", StringComparison.Ordinal) || name.EndsWith("_bucket", StringComparison.Ordinal)
        || name.EndsWith("_sum", StringComparison.Ordinal) || name.EndsWith("_count", StringComparison.Ordinal);

    private static IEnumerable<string> Namespaces()
    {
        var shown = new MetricOptions();
        return
        [
            .. Of(RollupDefinitions.Product, shown.Product), .. Of(RollupDefinitions.Api, shown.Api), .. Of(RollupDefinitions.Tenant, shown.Tenant),
            .. Of(RollupDefinitions.HttpCode, shown.ErrorCode), .. Of(RollupDefinitions.ErrorCode, shown.ErrorCode),
        ];
    }

    private static IEnumerable<string> Of(RollupDefinition definition, IReadOnlyList<string> shown)
    {
        string[] others = definition.HasLateAndLatency
            ? [NamespaceMetrics.LateRequestsName, NamespaceMetrics.Late5xxName, .. Histogram(NamespaceMetrics.LatencyName)]
            : [];
        return definition.Gauges.Select(gauge => gauge.Name).Where(name => shown.Contains(name, StringComparer.Ordinal))
            .Concat(definition.Counters.Select(counter => $"{counter.Name}_total")).Concat(others)
            .Select(name => definition.Prefix + name);
    }

    private static IEnumerable<string> Publication() => SelfMetrics
        .Families(new PublicationFacts(0, false, null, [], [], new LedgerReport([])))
        .Select(family => family.Name)
        .Concat(Histogram(LogAgeFamily.Of(new RegionLogAges(windowSizeMs: 10_000)).Name));

    private static string[] Histogram(string name) => [$"{name}_bucket", $"{name}_sum", $"{name}_count"];

    private static List<string> Instruments()
    {
        var names = new List<string>();
        using var listener = new MeterListener();
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory)) names.Add(instrument.Name);
        };
        listener.Start();
        Register(factory);
        return names;
    }

    private static void Register(IMeterFactory factory)
    {
        using var deadLetters = new DeadLetterFile("unused", TimeProvider.System, NullLogger<DeadLetterFile>.Instance);
        ProcessMetrics.Register(factory);
        RegionalMetrics.Register(factory, [], deadLetters);
        RegionalMetrics.RegisterKafka(factory, "region", new KafkaTelemetry());
        TenantMetrics.Register(factory, new TenantTelemetry());
        DimensionMetrics.Register(factory, [], TimeProvider.System);
        CentralMetrics.Register(factory, []);
        KafkaTopicMetrics.Register(factory, []);
    }
}
