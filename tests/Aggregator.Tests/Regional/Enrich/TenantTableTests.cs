using System.Globalization;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Dimensions;
using Aggregator.Regional.Enrich;
using Aggregator.Tests.Core.Dimensions;
using Aggregator.Tests.Regional.Enrich.Tenants;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Enrich;

/// <summary>user_level_dim.</summary>
public sealed class TenantTableTests
{
    [Fact]
    public void Resolves_every_uid_to_its_level_or_to_none()
    {
        var table = Load("uid,gc_level\n1098370000003503,GC7\n0,GC5\n109837***3503,GC6\n5,\n7,GC5\n7,GC6\nother,unknown\n");
        Assert.Equal((6, 1), (table.Count, table.Duplicates));
        var levels = Resolve(table, "1098370000003503", "0", "109837***3503", "5", "7", "_other", "other", "8", "unknown", "");
        Assert.Equal(TenantLevel.Known("GC7"), levels["1098370000003503"]);
        Assert.Equal(TenantLevel.Known("GC5"), levels["0"]);
        Assert.Equal(TenantLevel.Known("GC6"), levels["109837***3503"]);
        Assert.Equal(TenantLevel.Known("GC6"), levels["7"]);
        Assert.Equal(TenantLevel.Known("_unknown"), levels["_other"]);
        Assert.All(["5", "other", "8", "unknown", ""], uid => Assert.Equal(TenantLevel.None, levels[uid]));
        Assert.Equal(TenantLevel.None, Resolve(TenantTable.Empty, "0")["0"]);
    }

    [Fact]
    public void Keeps_uids_apart_that_are_the_same_number()
    {
        var table = Load("uid,gc_level\n7,a\n07,b\n+7,c\n7.0,d\n18446744073709551615,e\n18446744073709551616,f\n99999999999999999999,g\n１,h\n");
        string[] uids = ["7", "07", "+7", "7.0", "18446744073709551615", "18446744073709551616", "99999999999999999999", "１"];
        var levels = Resolve(table, [.. uids, "007", "1"]);
        Assert.Equal("abcdefgh", string.Concat(uids.Select(uid => levels[uid].Name)));
        Assert.Equal((TenantLevel.None, TenantLevel.None), (levels["007"], levels["1"]));
    }

    [Fact]
    public void Agrees_with_a_dictionary() => Prop.ForAll(ArbMap.Default.ArbFor<(ulong, byte)[]>(), rows =>
    {
        var expected = new Dictionary<string, TenantLevel>(StringComparer.Ordinal);
        var text = "uid,gc_level\n";
        foreach (var (uid, level) in rows)
        {
            text += string.Create(CultureInfo.InvariantCulture, $"{uid},L{level}\n");
            expected[uid.ToString(CultureInfo.InvariantCulture)] = TenantLevel.Known(string.Create(CultureInfo.InvariantCulture, $"L{level}"));
        }
        var table = Load(text);
        Assert.Equal((expected.Count, rows.Length - expected.Count), (table.Count, table.Duplicates));
        Assert.Equal(expected, Resolve(table, [.. expected.Keys]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Holds_five_million_tenants_in_100_MB_growth_included()
    {
        const int tenants = 5_000_000;
        using var file = new TableFile("");
        using (var writer = new StreamWriter(file.Path))
        {
            writer.Write("uid,gc_level\n");
            for (var i = 0; i < tenants; i++) writer.Write(string.Create(CultureInfo.InvariantCulture, $"{UidOf(i)},GC{i % 3 + 5}\n"));
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        var table = TenantTable.Load(file.Path);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 1, 100 * 1024 * 1024);
        Assert.Equal((tenants, 0), (table.Count, table.Duplicates));
        var levels = Resolve(table, UidOf(0), UidOf(tenants - 1), UidOf(tenants));
        Assert.Equal(("GC5", "GC6", null), (levels[UidOf(0)].Name, levels[UidOf(tenants - 1)].Name, levels[UidOf(tenants)].Name));

        static string UidOf(int i) => (1_000_000_000_000_000L + i * 7919L).ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Refuses_an_empty_uid_and_too_many_levels()
    {
        Assert.Contains(":2: uid is empty", Assert.Throws<DimensionException>(() => Load("uid,gc_level\n,a\n")).Message, StringComparison.Ordinal);
        var text = "uid,gc_level\n" + string.Concat(Enumerable.Range(0, 65_536).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{i}\n")));
        Assert.Contains(":65537: there are more than 65,535 levels", Assert.Throws<DimensionException>(() => Load(text)).Message, StringComparison.Ordinal);
    }

    private static TenantTable Load(string text)
    {
        using var file = new TableFile(text);
        return TenantTable.Load(file.Path);
    }

    private static Dictionary<string, TenantLevel> Resolve(TenantTable table, params string[] uids) => LevelsByUid.Of(table, uids);
}
