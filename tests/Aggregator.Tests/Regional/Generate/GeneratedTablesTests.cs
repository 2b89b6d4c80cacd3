using System.Globalization;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Generate;

public sealed class GeneratedTablesTests : IDisposable
{
    private static readonly string[] Regions = ["cn-hangzhou", "cn-shanghai"];

    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-tables-").FullName;
    private readonly GenerateOptions _options = new() { Tenants = 2000, Apis = 1000, Products = 70, Nodes = 40, Regions = Regions };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Rows_say_what_the_logs_mean_and_a_few_are_missing()
    {
        new GeneratedTables(_options, Regions, allLevels: false).WriteCsv(_folder);
        var clusters = Read("clusters.csv", "local_ip,app_group,region_id", keyColumns: 1);
        var apis = Read("apis.csv", "product,api,version,priority,biz_domain", keyColumns: 3);
        Assert.InRange(clusters.Count, 60, 79);
        Assert.Equal(975, apis.Count);

        var generator = new LogGenerator(_options, "", 0);
        for (var n = 0; n < 20_000; n++)
        {
            var (node, api) = (generator.Describe(n).Node, generator.Describe(n).Api);
            Assert.Equal(node.IsListed ? $"{node.AppGroup},{node.RegionId}" : null, clusters.GetValueOrDefault(node.LocalIp));
            Assert.Equal(api.IsListed ? $"{api.Priority},{api.BizDomain}" : null, apis.GetValueOrDefault($"{api.Product},{api.Name},{api.Version}"));
        }
    }

    [Theory]
    [InlineData(false, 850, 1150)]
    [InlineData(true, 2000, 2000)]
    public void About_half_of_the_tenants_have_a_level_or_all_when_asked(bool allLevels, int least, int most)
    {
        var tables = new GeneratedTables(_options, Regions, allLevels);
        tables.WriteCsv(_folder);
        var tenants = Read("tenants.csv", "uid,gc_level", keyColumns: 1);
        Assert.InRange(tenants.Count, least, most);

        var world = new GeneratedWorld(_options);
        for (var tenant = 0; tenant < _options.Tenants; tenant++)
        {
            Assert.Equal(tables.LevelOf(tenant), tenants.GetValueOrDefault(world.Uid(tenant)));
        }
        Assert.Equal("GC5 GC6 GC7", string.Join(' ', tenants.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Uids_are_sixteen_digits_and_differ_among_a_million_tenants()
    {
        var world = new GeneratedWorld(new GenerateOptions { Tenants = 1_000_000 });
        var uids = new HashSet<ulong>();
        for (var tenant = 0; tenant < 1_000_000; tenant++)
        {
            var uid = world.Uid(tenant);
            Assert.Equal(16, uid.Length);
            Assert.True(uids.Add(ulong.Parse(uid, CultureInfo.InvariantCulture)), uid);
        }
    }

    [Fact]
    public void The_tables_do_not_depend_on_how_fast_or_how_many_logs_are_made()
    {
        new GeneratedTables(_options, Regions, allLevels: false).WriteCsv(_folder);
        var first = Contents();
        new GeneratedTables(_options with { Rate = 5, Count = 9, Damaged = 1 }, Regions, allLevels: false).WriteCsv(_folder);
        Assert.Equal(first, Contents());
    }

    [Fact]
    public void Nodes_of_different_regions_have_different_addresses()
    {
        var world = new GeneratedWorld(new GenerateOptions());
        string[] regions = ["cn-hangzhou", "cn-shanghai", "me-east-1", "a-region-of-my-own"];
        int[] numbers = [0, 255, 256, 99_999];
        var addresses = regions.SelectMany(region => numbers.Select(number => world.Node(region, number).LocalIp)).ToList();
        Assert.Equal(addresses.Count, addresses.Distinct(StringComparer.Ordinal).Count());
        Assert.All(addresses, address => Assert.True(System.Net.IPAddress.TryParse(address, out _), address));
    }

    private string Contents() =>
        string.Concat(Directory.GetFiles(_folder).Order(StringComparer.Ordinal).Select(File.ReadAllText));

    // Rows by their first columns; a key that comes twice would throw.
    private Dictionary<string, string> Read(string file, string header, int keyColumns)
    {
        var lines = File.ReadAllLines(Path.Combine(_folder, file));
        Assert.Equal(header, lines[0]);
        return lines.Skip(1).Select(line => line.Split(',')).ToDictionary(
            cells => string.Join(',', cells.Take(keyColumns)),
            cells => string.Join(',', cells.Skip(keyColumns)),
            StringComparer.Ordinal);
    }
}
