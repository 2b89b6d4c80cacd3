using System.Globalization;
using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.Benchmarks.Peers;

/// <summary>What the peers' logs speak of: APIs, gateway nodes and tenants, which depend on the seed alone.</summary>
internal sealed class PeerWorld
{
    public const int Tenants = 50_000;
    public const int Apis = 5_000;
    private const int Products = 300;
    private const int Nodes = 200;
    private const ulong LowestUid = 1_000_000_000_000_000;
    private const ulong Uids = 900_000_000_000_000;

    private static readonly double[] LevelShares = [0.45, 0.7, 0.83, 0.9, 0.95, 0.98, 0.995];

    /// <param name="seed">The order in which it is drawn is part of its meaning.</param>
    public PeerWorld(ulong seed)
    {
        var random = new Xoshiro(seed);
        Calls = DrawApis(random, DrawProducts(random));
        GatewayNodes = [.. Enumerable.Range(0, Nodes).Select(number => DrawNode(random, number))];
        NodesByRegion = [.. PeerNames.Regions.Select(region => GatewayNodes.Where(node => string.Equals(node.Region, region, StringComparison.Ordinal)).ToArray())];
        Callers = [.. Enumerable.Range(0, Tenants).Select(number => new PeerTenant(Uid(seed, number), DrawLevel(random)))];
    }

    /// <summary>The APIs, those called most first.</summary>
    public PeerApi[] Calls { get; }

    public PeerNode[] GatewayNodes { get; }

    /// <summary>By the number of the region.</summary>
    public PeerNode[][] NodesByRegion { get; }

    /// <summary>The tenants, those who call most first.</summary>
    public PeerTenant[] Callers { get; }

    private static string[] DrawProducts(Xoshiro random)
    {
        var (products, taken) = (new string[Products], new HashSet<string>(PeerNames.KnownProducts, StringComparer.Ordinal));
        PeerNames.KnownProducts.CopyTo(products, 0);
        for (var i = PeerNames.KnownProducts.Length; i < Products; i++)
        {
            var name = DrawName(random);
            while (!taken.Add(name)) name = DrawName(random);
            products[i] = i % 3 == 0 ? char.ToUpperInvariant(name[0]) + name[1..] : name;
        }
        return products;
    }

    private static string DrawName(Xoshiro random)
    {
        var letters = new char[3 + random.Below(8)];
        for (var i = 0; i < letters.Length; i++) letters[i] = (char)('a' + random.Below(26));
        return new string(letters);
    }

    private static PeerApi[] DrawApis(Xoshiro random, string[] products)
    {
        var (popular, taken) = (new ZipfTable(Products, 1.0), new HashSet<PeerApi>());
        while (taken.Count < Apis)
        {
            // Every product has one at least. A set keeps the order in which it was filled.
            var first = taken.Count;
            PeerApi api;
            do api = DrawApi(random, products[first < Products ? first : popular.Rank(random.Share())]);
            while (!taken.Add(api));
        }
        PeerApi[] apis = [.. taken];
        for (var i = Apis - 1; i > 0; i--)
        {
            var other = random.Below(i + 1);
            (apis[i], apis[other]) = (apis[other], apis[i]);
        }
        return apis;
    }

    private static PeerApi DrawApi(Xoshiro random, string product)
    {
        var name = random.OneOf(PeerNames.Verbs) + random.OneOf(PeerNames.Nouns) + random.OneOf(PeerNames.Suffixes);
        var version = CounterRandom.Mix(Fnv(product)) + (ulong)random.Below(2);
        return new PeerApi(product, name, PeerNames.Versions[version % (ulong)PeerNames.Versions.Length]);
    }

    private static PeerNode DrawNode(Xoshiro random, int number)
    {
        var region = number < PeerNames.Regions.Length ? PeerNames.Regions[number] : random.OneOf(PeerNames.Regions);
        var kind = random.Below(4) switch { 0 => "vpc", 1 => "inner", _ => "region" };
        var ip = string.Create(CultureInfo.InvariantCulture, $"11.{197 + number % 3}.{10 + number / 100}.{1 + number * 37 % 250}");
        return new PeerNode(ip, $"pop-{kind}-{region}", region);
    }

    private static string Uid(ulong seed, int number) =>
        (LowestUid + CounterRandom.Mix(seed * 7919 + (ulong)number * 2_654_435_761) % Uids).ToString(CultureInfo.InvariantCulture);

    private static int DrawLevel(Xoshiro random)
    {
        var share = random.Share();
        return LevelShares.Count(limit => share >= limit);
    }

    // FNV-1a, its sign bit cut off.
    private static ulong Fnv(string text)
    {
        var hash = 2_166_136_261;
        foreach (var c in text) hash = (hash ^ c) * 16_777_619;
        return hash & 0x7FFF_FFFF;
    }
}

/// <summary>An API that is called.</summary>
internal readonly record struct PeerApi(string Product, string Name, string Version);

/// <summary>A node of the gateway.</summary>
internal readonly record struct PeerNode(string Ip, string AppGroup, string Region);

/// <summary>Who calls; <paramref name="Level"/> is the number of the level.</summary>
internal readonly record struct PeerTenant(string Uid, int Level);
