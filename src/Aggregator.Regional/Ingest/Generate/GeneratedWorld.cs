using System.Globalization;
using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Generate;

/// <summary>
/// What a generator's logs speak of. Everything is a function of its number, the seed and the sizes in the options, so
/// nothing is stored for each tenant, and every region's generator with the same options knows the same world.
/// Made values are kept, therefore one thread only.
/// </summary>
public sealed class GeneratedWorld
{
    // 2^27 is more than the most tenants; an odd factor permutes the numbers below a power of two.
    private const ulong TenantMask = (1UL << 27) - 1;
    private const ulong TenantFactor = 0x9E3779B1;
    private const ulong TenantSpacing = 6_700_417;
    private const ulong FirstUid = 1_000_000_000_000_000;
    private const int NodeBits = 18;

    private readonly GenerateOptions _options;
    private readonly ulong _seed;
    private readonly GeneratedApi?[] _apis;
    private readonly Dictionary<(string Region, int Number), GeneratedNode> _nodes = [];

    public GeneratedWorld(GenerateOptions options)
    {
        _options = options;
        _seed = CounterRandom.Mix((ulong)options.Seed);
        _apis = new GeneratedApi?[Math.Max(options.Apis, options.Products)];
    }

    /// <summary>APIs of all products; every product has at least one.</summary>
    public int ApiCount => _apis.Length;

    /// <summary>APIs of the product with this rank.</summary>
    public int ApisOf(int product) => (_apis.Length - product + _options.Products - 1) / _options.Products;

    /// <summary>The product with this rank, the most popular first.</summary>
    public static string Product(int rank)
    {
        var names = Names.Products;
        var round = rank / names.Count;
        return round == 0 ? names[rank] : string.Create(CultureInfo.InvariantCulture, $"{names[rank % names.Count]}{round + 1}");
    }

    /// <summary>The rank of the product with this name among so many; null when none has it.</summary>
    public static int? RankOf(string product, int products)
    {
        for (var rank = 0; rank < products; rank++)
        {
            if (string.Equals(Product(rank), product, StringComparison.Ordinal)) return rank;
        }
        return null;
    }

    /// <summary>An API by the rank of its product and its own rank within it.</summary>
    public GeneratedApi Api(int product, int rank)
    {
        var number = product + rank * _options.Products;
        return _apis[number] ??= MakeApi(number, product, rank);
    }

    /// <summary>An API by its number, from 0 to below <see cref="ApiCount"/>.</summary>
    public GeneratedApi Api(int number) => Api(number % _options.Products, number / _options.Products);

    /// <summary>One of a region's <see cref="GenerateOptions.Nodes"/> gateway nodes.</summary>
    public GeneratedNode Node(string region, int number)
    {
        if (_nodes.TryGetValue((region, number), out var node)) return node;
        return _nodes[(region, number)] = MakeNode(region, number);
    }

    /// <summary>The uid of the tenant with this rank: 16 digits, different for every tenant.</summary>
    public string Uid(int tenant)
    {
        var scattered = ((ulong)tenant * TenantFactor + _seed) & TenantMask;
        var uid = FirstUid + scattered * TenantSpacing + TenantHash(tenant) % TenantSpacing;
        return uid.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The level of the tenant with this rank, which the tenants in <see cref="GeneratedTables"/> may lack.</summary>
    public string Level(int tenant) => ((TenantHash(tenant) >> 32) % 10) switch
    {
        < 6 => "GC5",
        < 9 => "GC6",
        _ => "GC7",
    };

    /// <summary>About half of the tenants have no level; which ones does not depend on how much they call.</summary>
    public bool HasLevel(int tenant) => TenantHash(tenant) >> 63 == 0;

    /// <summary>A region's name as logs and tables tell it: what JSON, CSV or RequestContent would escape becomes <c>_</c>.</summary>
    internal static string PlainName(string region) =>
        string.Concat(region.Select(c => c is '"' or '\\' or ',' or ';' || char.IsControl(c) ? '_' : c));

    internal ulong TenantHash(int tenant) => CounterRandom.Mix(_seed + (ulong)tenant);

    private GeneratedApi MakeApi(int number, int product, int rank)
    {
        // The factors have no divisor in common with the number of verbs and nouns, so names differ within a product.
        var pairs = Names.Verbs.Count * Names.Nouns.Count;
        var pair = (int)((rank * 37L + product * 101L) % pairs);
        var name = Names.Verbs[pair % Names.Verbs.Count] + Names.Nouns[pair / Names.Verbs.Count];
        var round = rank / pairs;
        if (round > 0) name += (round + 1).ToString(CultureInfo.InvariantCulture);
        var hash = CounterRandom.Mix(_seed ^ (ulong)number * 31);
        return new GeneratedApi(
            Product(product), name, Names.Versions[(int)(hash % (ulong)Names.Versions.Count)],
            Names.Priorities[Math.Min(rank / 2, Names.Priorities.Count - 1)],
            Names.Domains[product % Names.Domains.Count], IsListed: number % 40 != 39);
    }

    private static GeneratedNode MakeNode(string region, int number)
    {
        var address = (RegionSlot(region) << NodeBits) + number;
        var ip = string.Create(
            CultureInfo.InvariantCulture, $"11.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}");
        var isListed = CounterRandom.Mix((ulong)address + 1) % 12 != 0;
        return new GeneratedNode(ip, Names.AppGroups[number % Names.AppGroups.Count] + region, region, isListed);
    }

    // 6 bits of the address. Regions that are not among the names share 40 slots, so two of them may meet in one.
    private static int RegionSlot(string region)
    {
        var known = Names.Regions.IndexOf(region);
        return known >= 0 ? known : Names.Regions.Count + (int)(CounterRandom.Hash(region) % (ulong)(64 - Names.Regions.Count));
    }
}

/// <summary>An API of the generated world.</summary>
/// <param name="Product">Product code.</param>
/// <param name="Name">API name, unique within the product.</param>
/// <param name="Version">API version.</param>
/// <param name="Priority">What api_dim says of it.</param>
/// <param name="BizDomain">What api_dim says of it.</param>
/// <param name="IsListed">False for the few that are missing from api_dim.</param>
public sealed record GeneratedApi(
    string Product, string Name, string Version, string Priority, string BizDomain, bool IsListed);

/// <summary>A gateway node of the generated world.</summary>
/// <param name="LocalIp">Its address.</param>
/// <param name="AppGroup">What gateway_cluster_dim says of it.</param>
/// <param name="RegionId">Where it stands, as gateway_cluster_dim says.</param>
/// <param name="IsListed">False for the few that are missing from gateway_cluster_dim.</param>
public sealed record GeneratedNode(string LocalIp, string AppGroup, string RegionId, bool IsListed);
