using Aggregator.Central.Options;
using Aggregator.Core.Dimensions;
using Aggregator.Tests.Core.Transport.Local;
using Xunit;

namespace Aggregator.Tests.Central.State;

public sealed class ApiTablesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RegionSimulator _region = new("a");

    public void Dispose() => _folder.Dispose();

    private string Folder => CentreOnDisk.CentralFolder(_folder.At("c"));

    /// <summary>The copies in the folder are of the tables that give these priorities.</summary>
    private void AssertCopies(params string[] priorities)
    {
        var copies = Directory.EnumerateFiles(Folder, "apis-*").Select(path => File.ReadAllText(path).Split('"')[7]);
        Assert.Equal(priorities, copies.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    private ApiTable Table(string priority)
    {
        var path = _folder.At($"{priority}.csv");
        File.WriteAllText(path, $"product,api,version,priority\necs,RunInstances,2014-05-26,{priority}\n");
        return ApiTable.Load(path);
    }

    /// <summary>Starts with a table, counts a log under it, and is killed.</summary>
    private void Run(string priority, bool save = false)
    {
        using var centre = new CentreOnDisk(_folder.At("c"), new CentralOptions { FirstZeroFor = TimeSpan.Zero }, apis: new CurrentTable<ApiTable>(Table(priority)));
        _region.Write(new SimulatedLog(CentralWorld.StartMs));
        centre.Append(_region.Flush(CentralWorld.StartMs));
        centre.Merge(CentralWorld.StartMs);
        centre.Publish(CentralWorld.StartMs);
        if (save) centre.Save();
    }

    private double CountOf(string priority)
    {
        using var centre = new CentreOnDisk(_folder.At("c"), new CentralOptions { FirstZeroFor = TimeSpan.Zero }, apis: new CurrentTable<ApiTable>(Table("last")));
        return new Scrape(centre.Publish(CentralWorld.StartMs)).Sum("namespace_api_gw_http_req_total", $"priority=\"{priority}\"");
    }

    [Fact]
    public void Every_copy_that_the_journal_names_is_kept()
    {
        foreach (var priority in new[] { "p1", "p2", "p3", "p2" }) Run(priority);
        AssertCopies("p1", "p2", "p3");
        Assert.Equal((1, 2, 1), (CountOf("p1"), CountOf("p2"), CountOf("p3")));
    }

    [Fact]
    public void Copies_are_deleted_once_neither_snapshot_nor_the_journal_names_them()
    {
        Run("p1");
        Run("p2");
        Run("p3", save: true);
        AssertCopies("p1", "p2", "p3"); // the snapshot before this one begins with p1
        Run("p4", save: true);
        AssertCopies("p3", "p4");
        Run("p4", save: true);
        AssertCopies("p4");

        File.Delete(Path.Combine(Folder, "snapshot.bin"));
        Assert.Equal((1, 2), (CountOf("p3"), CountOf("p4")));
    }

    [Fact]
    public void Other_files_are_left_alone()
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "apis-of-the-operator.csv"), "\"\"\"\"\"\"\"mine\"");
        Run("p1", save: true);
        AssertCopies("mine", "p1");
    }
}
