using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.Benchmarks.Peers;

/// <summary>
/// Draws what the peers' logs say, one after the other. A tenant calls a small set of APIs, mostly from one region; an API has
/// its own level of errors; one log in five comes late. The order of the draws is part of what a seed means.
/// </summary>
/// <param name="world">What they speak of.</param>
/// <param name="seed">The seed of the world.</param>
/// <param name="random">What they are drawn from.</param>
/// <param name="logsPerSecond">Of event time.</param>
internal sealed class PeerCalls(PeerWorld world, ulong seed, Xoshiro random, double logsPerSecond = PeerCalls.UsualLogsPerSecond)
{
    /// <summary>Event time of the first log, in s since the Unix epoch.</summary>
    public const long Start = 1_768_484_240;

    private const double UsualLogsPerSecond = 16_667;
    private const double WithoutApiShare = 0.01;

    private readonly ZipfTable _tenants = new(PeerWorld.Tenants, 1.05);
    private readonly ZipfTable _apis = new(PeerWorld.Apis, 1.1);
    private readonly ZipfTable _ownApis = new(16, 1.2);

    /// <summary>Log <paramref name="number"/>; they must be drawn in order.</summary>
    public PeerCall Draw(long number)
    {
        var tenant = _tenants.Rank(random.Share());
        var traits = CounterRandom.Mix((ulong)tenant * 0x9E3779B97F4A7C15 + seed);
        var api = DrawApi(traits);
        var region = random.Below(10) < 8 ? (int)((traits >> 20) % (ulong)PeerNames.Regions.Length) : random.Below(PeerNames.Regions.Length);
        var node = random.OneOf(world.NodesByRegion[region]);
        var (code, error) = DrawAnswer(api);
        var latency = (int)Math.Min(60_000, Math.Exp(3.3 + 1.1 * random.Normal() + (code >= 500 ? 2.5 : 0)));
        var time = Start + (long)(number / logsPerSecond) - DrawLateness();
        var hasApi = random.Share() >= WithoutApiShare;
        return new PeerCall(world.Calls[api], world.Callers[tenant], traits, node, code, error, latency, time, hasApi);
    }

    private int DrawApi(ulong traits)
    {
        if (random.Below(10) == 9) return _apis.Rank(random.Share());
        var own = (ulong)_ownApis.Rank(random.Share());
        return _apis.Rank((CounterRandom.Mix(traits + own * 0xA24BAED4963EE407) >> 11) * (1.0 / (1UL << 53)));
    }

    private (int Code, string Error) DrawAnswer(int api)
    {
        var isGood = CounterRandom.Mix((ulong)api * 77 + 5) % 5 != 0;
        return (random.Share() * (isGood ? 1.6 : 1)) switch
        {
            < .0010 => (500, random.OneOf(PeerNames.ServerErrors)),
            < .0022 => (503, "ServiceUnavailable"),
            < .0028 => (504, PeerNames.ServerErrors[1]),
            < .0130 => (429, "Throttling.User"),
            < .0400 => (404, PeerNames.CallerErrors[random.Below(3) == 0 ? 7 : 0]),
            < .0700 => (400, random.OneOf(PeerNames.CallerErrors)),
            < .0850 => (403, PeerNames.CallerErrors[5 + random.Below(2)]),
            < .0860 => (409, PeerNames.CallerErrors[8]),
            < .0900 => (202, ""),
            < .0905 => (204, ""),
            _ => (200, ""),
        };
    }

    private int DrawLateness() => random.Below(100) < 80 ? 0 : random.Below(100) < 90 ? random.Below(2) : random.Below(6);
}
