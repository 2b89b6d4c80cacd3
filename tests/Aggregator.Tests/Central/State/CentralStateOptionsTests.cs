using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Core.Aggregation;
using Aggregator.Tests.Core.Transport.Local;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Central.State;

public sealed class CentralStateOptionsTests : IDisposable
{
    private const string Total = "namespace_product_gw_http_req_total";
    private const long Start = CentralWorld.StartMs;

    private static readonly CentralOptions[] Configurations =
    [
        new() { FirstZeroFor = TimeSpan.Zero },
        new()
        {
            FirstZeroFor = TimeSpan.FromMinutes(10),
            CounterMaxAge = TimeSpan.FromMinutes(1),
            CurrentWithin = TimeSpan.FromSeconds(10),
            Budgets = new BudgetOptions { Product = 1, Api = 2, ErrorCode = 1, Tenant = 1 },
        },
        new() { FirstZeroFor = TimeSpan.Zero, TenantsWithoutLevel = true, CurrentWithin = TimeSpan.FromMinutes(5) },
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_kill_repeats_the_journal_to_the_very_bytes_that_were_published() => RunRandomly(_ => Configurations[0], compareBytes: true);

    [Fact]
    public void A_kill_and_another_configuration_take_no_counter_back() =>
        RunRandomly(random => Configurations[random.Next(Configurations.Length)], compareBytes: false);

    [Fact]
    public void A_region_that_was_taken_out_of_the_configuration_does_not_look_silent_and_is_remembered()
    {
        var region = new RegionSimulator("a");
        region.Write(new SimulatedLog(Start - 1_000));
        using (var centre = new CentreOnDisk(_folder.FullPath, Configurations[0]))
        {
            centre.Append(region.Flush(Start));
            centre.Merge(Start);
            Assert.Single(centre.Publish(Start).Facts.Regions);
        }

        using (var without = new CentreOnDisk(_folder.FullPath, Configurations[0], region: "b"))
        {
            var snapshot = without.Publish(Start + 3_600_000);
            Assert.Empty(snapshot.Facts.Regions);
            Assert.Equal(1, new Scrape(snapshot).Sum("aggregator_central_logs_read_total", "source_region=\"a\""));
        }

        using var again = new CentreOnDisk(_folder.FullPath, Configurations[0]);
        Assert.Single(again.Publish(Start + 3_600_001).Facts.Regions);
    }

    private void RunRandomly(Func<Random, CentralOptions> configure, bool compareBytes)
    {
        var round = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var (random, folder, region, nowMs) = (new Random(seed), _folder.At($"{round++}"), new RegionSimulator("a"), Start);
            var centre = new CentreOnDisk(folder, configure(random));
            var (shown, shownMs) = (new Scrape(centre.Publish(nowMs)), nowMs);
            for (var step = 0; step < 25; step++)
            {
                nowMs += random.Next(20_000);
                for (var i = random.Next(4); i > 0; i--) region.Write(RandomLog(random, nowMs));
                var flush = region.Flush(nowMs);
                for (var times = random.Next(5) == 0 ? 2 : 1; times > 0; times--) centre.Append(flush);
                if (random.Next(3) > 0) centre.Merge(nowMs);
                if (random.Next(8) == 0)
                {
                    centre.Save(); // what it covers may be shown after a kill, published before or not
                    (shown, shownMs) = (new Scrape(centre.Publish(nowMs)), nowMs);
                }
                if (random.Next(8) == 0)
                {
                    centre.Dispose();
                    if (random.Next(3) == 0) LoseNewestSnapshot(CentreOnDisk.CentralFolder(folder));
                    centre = new CentreOnDisk(folder, configure(random));
                    if (compareBytes) Assert.Equal(shown.Text, Scrape.TextOf(centre.Publish(shownMs)));
                }
                var before = shown;
                (shown, shownMs) = (new Scrape(centre.Publish(nowMs)), nowMs);
                AssertNoCounterWentBack(before, shown);
            }
            centre.Dispose();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(8)); // each syncs the disk dozens of times
    }

    private static void LoseNewestSnapshot(string folder)
    {
        if (File.Exists(Path.Combine(folder, "snapshot.previous.bin"))) File.Delete(Path.Combine(folder, "snapshot.bin"));
    }

    private static void AssertNoCounterWentBack(Scrape before, Scrape after)
    {
        foreach (var (series, value) in before.Series)
        {
            if (!series.Contains("_total", StringComparison.Ordinal)) continue;
            Assert.True(after[series] >= value, $"{series} went from {value} to {after[series]}.");
        }
    }

    private static SimulatedLog RandomLog(Random random, long nowMs) => new(nowMs - random.Next(150_000))
    {
        Product = $"p{random.Next(3)}",
        Uid = $"{random.Next(3)}",
        Level = random.Next(2) == 0 ? TenantLevel.None : TenantLevel.Known("GC5"),
        Code = random.Next(3) == 0 ? 503 : 200,
    };

    [Fact]
    public void What_was_merged_under_the_old_options_is_repeated_with_them()
    {
        var region = new RegionSimulator("a");
        var options = new CentralOptions { FirstZeroFor = TimeSpan.Zero };
        using (var centre = new CentreOnDisk(_folder.At("c"), options))
        {
            region.Write(new SimulatedLog(Start - 150_000)); // in time for 5 minutes, late for 1
            centre.Append(region.Flush(Start));
            centre.Merge(Start);
            Assert.Equal(1, new Scrape(centre.Publish(Start)).Sum(Total));
        }

        var stricter = options with { CounterMaxAge = TimeSpan.FromMinutes(1) };
        using (var centre = new CentreOnDisk(_folder.At("c"), stricter))
        {
            Assert.Equal(1, new Scrape(centre.Publish(Start)).Sum(Total));
            region.Write(new SimulatedLog(Start - 150_000));
            centre.Append(region.Flush(Start));
            centre.Merge(Start);
            var scrape = new Scrape(centre.Publish(Start));
            Assert.Equal((1, 1), (scrape.Sum(Total), scrape.Sum("namespace_product_gw_http_req_late_total")));
        }
        using (var centre = new CentreOnDisk(_folder.At("c"), options))
        {
            var scrape = new Scrape(centre.Publish(Start));
            Assert.Equal((1, 1), (scrape.Sum(Total), scrape.Sum("namespace_product_gw_http_req_late_total")));
        }
    }

    [Fact]
    public void A_clock_that_was_years_ahead_is_an_alarm_once_a_minute_also_after_a_restart()
    {
        IEnumerable<CentralEvent> AlarmsAt(CentreOnDisk centre, long nowMs)
        {
            centre.Publish(nowMs);
            return centre.DrainEvents().Where(e => e.Kind == CentralEventKind.ClockWentBack);
        }

        const long FiveYearsMs = 5L * 365 * 24 * 3_600_000;
        using (var centre = new CentreOnDisk(_folder.At("k"), new CentralOptions()))
        {
            Assert.Empty(AlarmsAt(centre, Start));
            Assert.Empty(AlarmsAt(centre, Start + FiveYearsMs));
            Assert.Empty(AlarmsAt(centre, Start + FiveYearsMs - 60_000)); // a small step back
            var alarm = Assert.Single(AlarmsAt(centre, Start));
            Assert.Contains($"move {CentreOnDisk.CentralFolder(_folder.At("k"))} away", alarm.Text, StringComparison.Ordinal);
            Assert.Contains("said 2031-01-14T00:00:00Z", alarm.Text, StringComparison.Ordinal);
            Assert.Empty(AlarmsAt(centre, Start + 59_999));
            Assert.Single(AlarmsAt(centre, Start + 60_000));
        }
        using (var centre = new CentreOnDisk(_folder.At("k"), new CentralOptions())) Assert.Single(AlarmsAt(centre, Start + 70_000));
    }

    [Fact]
    public void By_event_time_no_clock_is_wrong()
    {
        var region = new RegionSimulator("a");
        using var centre = new CentreOnDisk(_folder.At("e"), new CentralOptions(), eventTime: true);
        region.Write(new SimulatedLog(Start));
        centre.Append(region.Flush(Start + 3_600_000));
        centre.Merge(0);
        centre.Publish(0);
        Assert.Empty(centre.DrainEvents());
    }

    [Fact]
    public void Events_that_a_kill_may_have_hidden_are_reported_after_it()
    {
        var region = new RegionSimulator("a");
        using (var centre = new CentreOnDisk(_folder.At("v"), new CentralOptions()))
        {
            Repeat(centre);
            centre.Publish(Start);
            Assert.Single(centre.DrainEvents());
            Repeat(centre);
            centre.Publish(Start + 1000);
        }
        using (var centre = new CentreOnDisk(_folder.At("v"), new CentralOptions()))
        {
            Assert.Contains("flush 1 ", Assert.Single(centre.DrainEvents()).Text, StringComparison.Ordinal);
            centre.Publish(Start + 2000);
            centre.Save();
        }
        using (var centre = new CentreOnDisk(_folder.At("v"), new CentralOptions())) Assert.Empty(centre.DrainEvents());

        void Repeat(CentreOnDisk centre)
        {
            var flush = region.Flush(Start);
            centre.Append(flush);
            centre.Append(flush);
            centre.Merge(Start);
        }
    }

    [Fact]
    public void Another_window_size_is_refused_and_changes_nothing_on_the_disk()
    {
        var settings = new CentralOptions();
        using (var centre = new CentreOnDisk(_folder.At("w"), settings)) centre.Publish(Start);
        var files = Directory.GetFiles(CentreOnDisk.CentralFolder(_folder.At("w")));
        var refused = Assert.Throws<InvalidDataException>(() => new CentreOnDisk(_folder.At("w"), settings, windowSizeMs: 20_000));
        Assert.Contains("windows.size", refused.Message, StringComparison.Ordinal);
        Assert.Equal(files, Directory.GetFiles(CentreOnDisk.CentralFolder(_folder.At("w"))));
    }
}
