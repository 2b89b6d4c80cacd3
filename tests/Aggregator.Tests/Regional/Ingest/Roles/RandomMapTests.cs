using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Json;
using Aggregator.Regional.Options;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest.Roles;

/// <summary>What holds for any map and any log: both parsers agree, and a role is the first of its fields that has a value.</summary>
public sealed class RandomMapTests
{
    // Fields that JsonGenerator writes, at the top and below.
    private static readonly string[] Paths =
    [
        "Product", "Api", "CallerUid", "RegionId", "stage", "Ext5", "Ext5.stage", "Ext5.callerInfo.callerUid", "callerInfo.stage",
        "RequestContent", "RequestContent.stage", "RequestContent.RegionId", "Ext5.RequestContent.RegionId", "stage.RegionId", "a\"b", "line\nbreak",
    ];

    [Fact]
    public void Both_parsers_fill_the_roles_alike_and_by_the_rule() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var random = new Random(seed);
        var source = new SourceOptions { Format = random.Next(4) == 0 ? LogFormat.GatewayJson : LogFormat.Json, Fields = RandomMap(random) };
        // With every path named by a filter all values can be looked at; without, roles and fields share numbers.
        var seen = new LogFields(Paths, source);
        var shared = new LogFields([.. Paths.Where(_ => random.Next(5) == 0)], source);
        var (seenIndexed, seenPlain) = (new IndexedJsonParser(seen), new GatewayJsonParser(seen));
        var (indexed, plain) = (new IndexedJsonParser(shared), new GatewayJsonParser(shared));
        var generator = new JsonGenerator(seed);
        for (var i = 0; i < 20; i++)
        {
            var log = i % 4 == 0 ? ParserPropertyTests.Mutate(generator.Next(), random) : generator.Next();
            var values = Parsed.Json(log, seen, seenIndexed, seenPlain);
            var roles = Parsed.Json(log, shared, indexed, plain);
            Assert.Equal(values.Malformed, roles.Malformed);
            if (values.Malformed is not null) continue;
            Assert.Equal(Roles(values), Roles(roles));
            if (source.Fields!.Version is { } version) Assert.Equal(Expected(version, values), values.Version);
            if (source.Fields.CallerUid is { } uid) Assert.Equal(Expected(uid, values), values.CallerUid);
        }
    }).QuickCheckThrowOnFailure();

    private static string? Expected(LabelFieldOptions role, Parsed log) =>
        role.From.Select(path => log[path]).FirstOrDefault(value => value is not (null or "" or "-")) ?? role.Value;

    private static (long?, int, long?, string?, string?, string?, string?, string?) Roles(Parsed log) =>
        (log.EventTimeMs, log.HttpCode, log.LatencyMs, log.Product, log.Api, log.Version, log.CallerUid, log.BizRegionId);

    private static FieldMapOptions RandomMap(Random random) => new()
    {
        Time = Maybe(random, () => new TimeFieldOptions { From = Some(random), Unit = (EventTimeUnit)random.Next(5) }),
        Latency = Maybe(random, () => new LatencyFieldOptions { From = Some(random), Unit = (DurationUnit)random.Next(4) }),
        HttpCode = Maybe(random, () => new FieldOptions { From = Some(random) }),
        Product = Maybe(random, () => Label(random)),
        Api = Maybe(random, () => new ApiFieldOptions { From = Some(random), Request = Some(random), Method = Some(random) }),
        Version = Maybe(random, () => Label(random)),
        CallerUid = Maybe(random, () => Label(random)),
        BizRegionId = Maybe(random, () => Label(random)),
        KeyValues = Maybe<string[]>(random, () => random.Next(3) switch { 0 => ["RequestContent"], 1 => ["Ext5.RequestContent", "stage"], _ => [] }),
    };

    private static T? Maybe<T>(Random random, Func<T> make)
        where T : class => random.Next(4) == 0 ? null : make();

    private static LabelFieldOptions Label(Random random) => new() { From = Some(random), Value = random.Next(3) == 0 ? "constant" : null };

    private static string[] Some(Random random) => [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Paths[random.Next(Paths.Length)]).Distinct(StringComparer.Ordinal)];
}
