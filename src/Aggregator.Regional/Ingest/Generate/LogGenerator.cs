using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Generate;

/// <summary>
/// Makes access logs of an API gateway. Log n depends on the options, the region, the start and n alone: a generator
/// that starts again goes on with the same logs, and anyone can compute what they say. One thread.
/// </summary>
public sealed class LogGenerator
{
    private const int MaxLateMs = 4000;
    private const double WarmUpShare = 0.02;
    private const double RareRegionShare = 0.2;
    private const string WarmUpDomain = "popwarmup.aliyuncs.com";

    private readonly GenerateOptions _options;
    private readonly string[] _nodeRegions;
    private readonly string[] _callRegions;
    private readonly long _startMs;
    private readonly ulong _key;
    private readonly ErrorBursts _bursts;
    private readonly GatewayLogWriter _writer;
    private readonly Zipf _products;
    private readonly Zipf _tenants;
    private readonly Zipf _regions;

    /// <param name="options">What to make.</param>
    /// <param name="region">Where the gateway nodes stand; in all of the options' regions when empty.</param>
    /// <param name="startMs">Event time of log 0, in ms since the Unix epoch.</param>
    /// <exception cref="ArgumentException">Neither the options nor <paramref name="region"/> name a region.</exception>
    public LogGenerator(GenerateOptions options, string region, long startMs)
    {
        if (region.Length == 0 && options.Regions.Count == 0) throw new ArgumentException("A region is needed.", nameof(region));
        _options = options;
        _startMs = startMs;
        string[] own = [GeneratedWorld.PlainName(region)];
        string[] named = [.. options.Regions.Select(GeneratedWorld.PlainName)];
        _nodeRegions = region.Length > 0 ? own : named;
        _callRegions = named.Length > 0 ? named : own;
        _key = CounterRandom.Mix((ulong)options.Seed) ^ CounterRandom.Hash(region) ^ CounterRandom.Mix((ulong)startMs);
        _bursts = new ErrorBursts(options, ~_key, startMs);
        _writer = new GatewayLogWriter(CounterRandom.Mix(_key));
        _products = new Zipf(options.Products);
        _tenants = new Zipf(options.Tenants);
        _regions = new Zipf(_nodeRegions.Length);
        World = new GeneratedWorld(options);
    }

    /// <summary>What the logs speak of.</summary>
    public GeneratedWorld World { get; }

    /// <summary>When log <paramref name="n"/> is due, in ms since the Unix epoch. Its event time may be up to 4 s before.</summary>
    public long DueMs(long n) => _startMs + (long)(n * 1000.0 / _options.Rate);

    /// <summary>The product that has an error burst at this event time, or null.</summary>
    public string? BurstProduct(long eventTimeMs)
    {
        var product = _bursts.ProductAt(eventTimeMs);
        return product < 0 ? null : GeneratedWorld.Product(product);
    }

    /// <summary>Log <paramref name="n"/> as bytes, without line end. The span is valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(long n) => _writer.Write(Describe(n), World);

    /// <summary>What log <paramref name="n"/> says.</summary>
    public GeneratedLog Describe(long n)
    {
        // The order of the draws is part of what a seed means: to change it changes every generated log.
        var random = new CounterRandom(_key, (ulong)n);
        var eventMs = DueMs(n);
        if (random.Share() < _options.Disorder) eventMs -= random.Below(MaxLateMs + 1);
        var product = _products.Rank(random.Share());
        var api = World.Api(product, new Zipf(World.ApisOf(product)).Rank(random.Share()));
        var tenant = _tenants.Rank(random.Share());
        var node = World.Node(_nodeRegions[_regions.Rank(random.Share())], random.Below(_options.Nodes));
        var callRegion = DrawCallRegion(ref random, node.RegionId);
        var domain = random.Share() < WarmUpShare ? WarmUpDomain : $"{api.Product}-vpc.{callRegion}.aliyuncs.com";
        double? burst = _bursts.ProductAt(eventMs) == product ? _options.BurstShare : null;
        var (httpCode, errorCode) = GatewayAnswers.Draw(ref random, Quality(product), burst);
        var latencyMs = GatewayAnswers.DrawLatencyMs(ref random, httpCode);
        return new GeneratedLog(
            n, eventMs / 1000 * 1000, api, node, tenant, World.Uid(tenant), callRegion, domain, httpCode, errorCode,
            latencyMs, DrawDamage(ref random));
    }

    // Most calls are about the region of the gateway that took them.
    private string DrawCallRegion(ref CounterRandom random, string nodeRegion)
    {
        var elsewhere = random.Share() < RareRegionShare || !_callRegions.Contains(nodeRegion, StringComparer.Ordinal);
        var other = _callRegions[random.Below(_callRegions.Length)];
        return elsewhere ? other : nodeRegion;
    }

    // Some products err half as often as others.
    private double Quality(int product) =>
        CounterRandom.Mix((ulong)_options.Seed + (ulong)product) % 3 == 0 ? 0.7 : 1.4;

    private GeneratedDamage DrawDamage(ref CounterRandom random)
    {
        if (random.Share() >= _options.Damaged) return GeneratedDamage.None;
        return random.Below(2) == 0 ? GeneratedDamage.NoApi : GeneratedDamage.CutOff;
    }
}
