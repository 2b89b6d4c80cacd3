using System.Globalization;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;

namespace Aggregator.Benchmarks.MergeWork;

/// <summary>
/// What 60 regions send to the centre in 5 s at 1,300,000 rows a second: 25 products, 50,000 APIs, 25,000 pairs of API and
/// error code, 250,000 tenants. APIs and tenants are drawn by Zipf's law, so that a few have most of the rows. The same for
/// the same seed.
/// </summary>
internal sealed class CentralLoad
{
    public const int Regions = 60;
    public const int RowsPerFlush = 104_000;
    public const long WindowMs = 10_000;

    private const int Products = 25;
    private const int Apis = 50_000;
    private const int Tenants = 250_000;

    private readonly Random _random = new(1);
    private readonly string[] _products = [.. Enumerable.Range(0, Products).Select(i => Text("product", i))];
    private readonly string[] _apis = [.. Enumerable.Range(0, Apis).Select(i => Text("DescribeSomething", i))];
    private readonly string[] _regions = [.. Enumerable.Range(0, Regions).Select(i => Text("cn-region-", i))];
    private readonly string[] _clusters = ["gateway-a", "gateway-b", "gateway-c"];
    private readonly TenantLevel[] _levels = [.. Enumerable.Range(4, 5).Select(i => TenantLevel.Known(Text("GC", i)))];
    private long _newTenants;

    /// <summary>Priorities as a table of all APIs would answer.</summary>
    public string? PriorityOf(string product, string api, string version) => _priorities.GetValueOrDefault((product, api, version));

    private readonly Dictionary<(string, string, string), string> _priorities;

    public CentralLoad() => _priorities = Enumerable.Range(0, Apis).ToDictionary(api => (_products[api % Products], _apis[api], VersionOf(api)), api => Text("P", api % 4));

    /// <summary>Flushes with every label set of the load, encoded, for the first window.</summary>
    public IEnumerable<EncodedFlush> Census()
    {
        for (var region = 0; region < Regions; region++)
        {
            var rows = new Dictionary<GroupKey, PartialAggregate>();
            for (var i = region; i < Tenants; i += Regions) Add(rows, Key(region, api: i % Apis, Uid(i), startMs: 0, isError: false), 1);
            for (var i = region; i < Apis; i += Regions) Add(rows, Key(region, i, Uid(i), 0, isError: i % 2 == 0), 1);
            for (var i = 0; i < Products; i++) Add(rows, Key(region, i, Uid(i), 0, isError: false), 1);
            yield return Encode(region, rows);
        }
    }

    /// <summary>One region's flush, encoded; a share of its rows are of tenants that no other row is of.</summary>
    public EncodedFlush Flush(int region, double newTenants = 0)
    {
        var rows = new Dictionary<GroupKey, PartialAggregate>(RowsPerFlush);
        while (rows.Count < RowsPerFlush)
        {
            var uid = _random.NextDouble() < newTenants ? Text("new-", _newTenants++) : Uid(Zipf(Tenants));
            // A flush of 5 s has logs of the window before, too.
            var startMs = _random.Next(5) == 0 ? 0 : WindowMs;
            Add(rows, Key(region, Zipf(Apis), uid, startMs, isError: _random.Next(20) == 0), logs: 1 + _random.Next(2));
        }
        return Encode(region, rows);
    }

    private GroupKey Key(int region, int api, string uid, long startMs, bool isError) => new(
        startMs, _products[api % Products], _apis[api], VersionOf(api), uid, _regions[region], _clusters[_random.Next(3)],
        isError ? 400 : 200, isError && api % 2 == 0 ? "InvalidParameter" : "", _regions[region]);

    private void Add(Dictionary<GroupKey, PartialAggregate> rows, in GroupKey key, int logs)
    {
        if (!rows.TryGetValue(key, out var measures)) rows.Add(key, measures = new PartialAggregate());
        for (var i = 0; i < logs; i++)
        {
            var latencyMs = 5 + Zipf(2_000);
            measures.Add(latencyMs, latencyMs > 1_000, throttled: false);
        }
    }

    private EncodedFlush Encode(int region, Dictionary<GroupKey, PartialAggregate> groups)
    {
        Row[] rows = [.. groups.Select(group => new Row(group.Key, LevelOf(group.Key.CallerUid), group.Value))];
        Array.Sort(rows, Row.Compare);
        var flush = new Flush(new FlushId(_regions[region], "0", 1, 0), WindowMs, 1_000, 0, [.. rows], [], []);
        return new EncodedFlush(flush.Id.Region, rows.Length, BatchWriter.Write(flush));
    }

    private TenantLevel LevelOf(string uid) => _levels[uid[^1] % _levels.Length];

    /// <summary>Rank r with a probability of about 1 / r.</summary>
    private int Zipf(int count) => (int)Math.Pow(count, _random.NextDouble()) - 1;

    private static string VersionOf(int api) => api % 3 == 0 ? "2014-05-26" : "2016-04-28";

    private static string Uid(int tenant) => Text("1", 100_000_000_000_000L + tenant * 7_919L);

    private static string Text(string prefix, long number) => prefix + number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One region's flush as its batches on the wire; windows begin at event time 0.</summary>
internal sealed record EncodedFlush(string Region, int Rows, IReadOnlyList<byte[]> Chunks);
