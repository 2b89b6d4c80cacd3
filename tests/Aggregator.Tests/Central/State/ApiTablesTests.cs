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

    private void Count(CentreOnDisk centre, int logs)
    {
        for (var i = 0; i < logs; i++) _region.Write(new SimulatedLog(CentralWorld.StartMs));
        centre.Append(_region.Flush(CentralWorld.StartMs));
        centre.Merge(CentralWorld.StartMs);
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
    public void A_newer_table_is_used_from_the_next_merge_on_and_again_after_a_crash()
    {
        var apis = new CurrentTable<ApiTable>(Table("p1"));
        var options = new CentralOptions { FirstZeroFor = TimeSpan.Zero };
        using (var centre = new CentreOnDisk(_folder.At("c"), options, apis: apis))
        {
            Count(centre, logs: 1);
            apis.Replace(Table("p2")); // a refresh, on its own thread: nothing changes before the centre looks
            Count(centre, logs: 2);
            centre.TakeNewTables();
            Count(centre, logs: 4);
            apis.Replace(Table("p1"));
            centre.TakeNewTables();
            Count(centre, logs: 8);
            centre.Publish(CentralWorld.StartMs);
        } // killed: the snapshot is of the start, so all of it is repeated

        Assert.Equal((11, 4), (CountOf("p1"), CountOf("p2")));
    }

    [Fact]
    public void The_same_table_read_again_is_no_news()
    {
        var apis = new CurrentTable<ApiTable>(Table("p1"));
        using var centre = new CentreOnDisk(_folder.At("c"), new CentralOptions(), apis: apis);
        var before = centre.JournalPosition;
        apis.Replace(Table("p1"));
        centre.TakeNewTables();
        Assert.Equal(before, centre.JournalPosition);
        AssertCopies("p1");
    }

    [Fact]
    public void Counters_of_a_label_set_go_on_under_the_new_priority_and_the_old_one_stands_still()
    {
        var apis = new CurrentTable<ApiTable>(Table("p1"));
        using var centre = new CentreOnDisk(_folder.At("c"), new CentralOptions { FirstZeroFor = TimeSpan.Zero }, apis: apis);
        Count(centre, logs: 3);
        centre.Publish(CentralWorld.StartMs);
        apis.Replace(Table("p2"));
        centre.TakeNewTables();
        Count(centre, logs: 5);
        var scrape = new Scrape(centre.Publish(CentralWorld.StartMs + 1000));
        Assert.Equal(3, scrape.Sum("namespace_api_gw_http_req_total", "priority=\"p1\""));
        Assert.Equal(5, scrape.Sum("namespace_api_gw_http_req_total", "priority=\"p2\""));
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
