using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Generate;

public sealed class LogGeneratorTests
{
    private const long StartMs = 1_768_484_243_000;
    private const string Region = "cn-huhehaote";

    private static readonly string[] FieldNames =
    [
        "AK", "Api", "CallerUid", "ClientIp", "Domain", "ErrorCode", "Ext5", "HttpCode", "LocalIp", "Product", "RegionId",
        "RequestContent", "TotalUsedTime", "Version", "__time__",
    ];

    [Fact]
    public void The_first_thousand_logs_of_a_seed_never_change()
    {
        var options = new GenerateOptions { Seed = 42, Damaged = 0.05, BurstEvery = TimeSpan.FromSeconds(1), BurstFor = TimeSpan.FromMilliseconds(400) };
        var generator = new LogGenerator(options, Region, StartMs);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var n = 0; n < 1000; n++) hash.AppendData(generator.Write(n));
        Assert.Equal("4ec9c8bf373ab1faabc5da64db6f374c95a7bd955213cd08bdbda81ec7ddf7f2", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void A_log_is_the_same_whatever_was_made_before_it() =>
        Prop.ForAll<NonNegativeInt, NonNegativeInt>((number, other) =>
        {
            var fresh = Text(Make(new GenerateOptions()), number.Get);
            var used = Make(new GenerateOptions());
            used.Write(other.Get);
            return string.Equals(Text(used, number.Get), fresh, StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Another_seed_region_or_start_makes_other_logs()
    {
        var logs = new[]
        {
            Text(Make(new GenerateOptions { Seed = 1 }), 7),
            Text(Make(new GenerateOptions { Seed = 2 }), 7),
            Text(new LogGenerator(new GenerateOptions(), "cn-beijing", StartMs), 7),
            Text(new LogGenerator(new GenerateOptions(), Region, StartMs + 1), 7),
        };
        Assert.Equal(logs.Length, logs.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Event_times_are_whole_seconds_at_most_four_seconds_and_a_fraction_before_their_turn() =>
        Prop.ForAll<NonNegativeInt, PositiveInt>((number, rate) =>
        {
            var generator = Make(new GenerateOptions { Rate = rate.Get, Disorder = 0.5 });
            var dueMs = StartMs + (long)(number.Get * 1000.0 / rate.Get);
            var log = generator.Describe(number.Get);
            return generator.DueMs(number.Get) == dueMs
                && log.EventTimeMs % 1000 == 0 && log.EventTimeMs <= dueMs && dueMs - log.EventTimeMs < 5000;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Disorder_is_the_share_of_logs_that_are_late()
    {
        var ordered = Logs(Make(new GenerateOptions { Disorder = 0 }), 2000).ToList();
        Assert.All(ordered, log => Assert.Equal((StartMs + log.Number) / 1000 * 1000, log.EventTimeMs));

        var late = Logs(Make(new GenerateOptions { Disorder = 0.2 }), 20_000)
            .Count(log => log.EventTimeMs < (StartMs + log.Number) / 1000 * 1000);
        Assert.InRange(late, 20_000 * 0.13, 20_000 * 0.2);
    }

    [Fact]
    public void Every_undamaged_log_is_JSON_with_the_fifteen_fields_and_says_what_it_should()
    {
        var generator = Make(new GenerateOptions { Damaged = 0.1, Regions = [Region, "cn-hangzhou"] });
        foreach (var log in Logs(generator, 2000).Where(log => log.Damage == GeneratedDamage.None))
        {
            var bytes = generator.Write(log.Number).ToArray();
            Assert.DoesNotContain((byte)'\n', bytes);
            AssertSays(log, JsonSerializer.Deserialize<Dictionary<string, string>>(bytes)!);
        }
    }

    [Fact]
    public void Damaged_logs_have_no_API_or_end_too_early_and_their_share_is_as_asked()
    {
        var generator = Make(new GenerateOptions { Damaged = 0.1 });
        var counts = new int[3];
        foreach (var log in Logs(generator, 20_000))
        {
            counts[(int)log.Damage]++;
            var bytes = generator.Write(log.Number).ToArray();
            if (log.Damage == GeneratedDamage.NoApi)
            {
                Assert.Equal("", JsonSerializer.Deserialize<Dictionary<string, string>>(bytes)!["Api"]);
            }
            else if (log.Damage == GeneratedDamage.CutOff)
            {
                Assert.Equal((byte)'{', bytes[0]);
                Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<JsonElement>(bytes));
            }
        }
        Assert.InRange(counts[(int)GeneratedDamage.NoApi], 850, 1150);
        Assert.InRange(counts[(int)GeneratedDamage.CutOff], 850, 1150);
        Assert.All(Logs(Make(new GenerateOptions { Damaged = 0 }), 5000), log => Assert.Equal(GeneratedDamage.None, log.Damage));
    }

    [Fact]
    public void A_burst_breaks_one_product_at_the_end_of_each_period_and_no_other()
    {
        var options = new GenerateOptions { Rate = 500, BurstEvery = TimeSpan.FromMinutes(3), BurstFor = TimeSpan.FromSeconds(40) };
        var generator = Make(options);
        Assert.Null(generator.BurstProduct(StartMs - 1));
        Assert.Null(generator.BurstProduct(StartMs + 139_999));
        var product = Assert.IsType<string>(generator.BurstProduct(StartMs + 140_000));
        Assert.Equal(product, generator.BurstProduct(StartMs + 179_999));
        Assert.Null(generator.BurstProduct(StartMs + 180_000));

        // Logs that are due in the burst but late fall before its first 4 s, so these are left out.
        var inBurst = Logs(generator, 180 * 500).Where(log => log.EventTimeMs >= StartMs + 145_000).ToList();
        Assert.InRange(FailureShare(inBurst.Where(log => string.Equals(log.Api.Product, product, StringComparison.Ordinal))), 0.35, 0.45);
        Assert.InRange(FailureShare(inBurst.Where(log => !string.Equals(log.Api.Product, product, StringComparison.Ordinal))), 0, 0.01);
        var calm = Logs(generator, 140 * 500).Where(log => string.Equals(log.Api.Product, product, StringComparison.Ordinal));
        Assert.InRange(FailureShare(calm), 0, 0.01);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.1)]
    public void A_burst_can_be_of_a_product_and_as_bad_as_wanted(double share)
    {
        var calm = new GenerateOptions { Rate = 500, Products = 6 };
        var bad = calm with { BurstEvery = TimeSpan.FromMinutes(1), BurstFor = TimeSpan.FromMinutes(1), BurstProduct = "acc", BurstShare = share };
        var generator = Make(bad);
        Assert.Equal(("acc", "acc"), (generator.BurstProduct(StartMs), generator.BurstProduct(StartMs + 3_600_000)));

        // Late logs of the first 4 s are older than the first burst.
        var logs = Logs(generator, 50_000).Where(log => log.EventTimeMs >= StartMs).ToList();
        Assert.InRange(FailureShare(logs.Where(IsAcc)), share - 0.03, share + 0.03);
        // All else is as without it.
        Assert.Equal(Logs(Make(calm), 50_000).Where(log => log.EventTimeMs >= StartMs && !IsAcc(log)), logs.Where(log => !IsAcc(log)));

        static bool IsAcc(GeneratedLog log) => log.Api.Product is "acc";
    }

    [Fact]
    public void Answers_are_mostly_good_some_limited_and_failures_are_slower()
    {
        var logs = Logs(Make(new GenerateOptions()), 100_000).ToList();
        Assert.InRange(logs.Count(log => log.HttpCode == 200), 85_000, 95_000);
        Assert.InRange(FailureShare(logs), 0.001, 0.01);
        Assert.Contains(logs, log => log is { HttpCode: 429, ErrorCode: "Throttling.User" });
        Assert.Contains(logs, log => log is { HttpCode: 503, ErrorCode: "ServiceUnavailable" });
        Assert.All(logs, log => Assert.Equal(log.HttpCode >= 400, log.ErrorCode.Length > 0));
        Assert.All(logs, log => Assert.InRange(log.LatencyMs, 0, 60_000));
        Assert.InRange(logs.Count(log => log.LatencyMs > 1000), 10, 2000);
        Assert.True(logs.Where(log => log.HttpCode >= 500).Average(log => log.LatencyMs)
            > 5 * logs.Where(log => log.HttpCode < 500).Average(log => log.LatencyMs));
    }

    [Fact]
    public void Popularity_falls_as_one_over_the_rank_even_among_five_million_tenants()
    {
        var options = new GenerateOptions { Tenants = 5_000_000 };
        var calls = Logs(Make(options), 100_000).CountBy(log => log.Tenant).ToDictionary();
        Assert.All(calls.Keys, tenant => Assert.InRange(tenant, 0, options.Tenants - 1));
        Assert.InRange(calls[0], 4_000, 5_000); // ln 2 / ln 5,000,001 = 4.5 %
        Assert.InRange(calls[0] / (double)calls[1], 1.5, 1.9); // ln 2 / ln 1.5 = 1.7
        Assert.Contains(calls.Keys, tenant => tenant > 1_000_000);
    }

    [Fact]
    public void Nodes_stand_in_the_region_given_or_else_in_all_that_are_named()
    {
        var options = new GenerateOptions { Regions = ["cn-hangzhou", "cn-shanghai"], Nodes = 3 };
        var here = Logs(Make(options), 2000).ToList();
        Assert.All(here, log => Assert.Equal(Region, log.Node.RegionId));
        Assert.All(here, log => Assert.Contains(log.BizRegionId, options.Regions, StringComparer.Ordinal));
        Assert.Equal(3, here.Select(log => log.Node.LocalIp).Distinct(StringComparer.Ordinal).Count());

        var everywhere = Logs(new LogGenerator(options, "", StartMs), 2000).ToList();
        Assert.Superset(options.Regions.ToHashSet(StringComparer.Ordinal), everywhere.Select(log => log.Node.RegionId).ToHashSet(StringComparer.Ordinal));
        Assert.Equal(6, everywhere.Select(log => log.Node.LocalIp).Distinct(StringComparer.Ordinal).Count());
        Assert.Throws<ArgumentException>(() => new LogGenerator(new GenerateOptions(), "", StartMs));
    }

    [Fact]
    public void A_region_name_that_needs_escapes_is_made_plain()
    {
        var generator = new LogGenerator(new GenerateOptions { Damaged = 0 }, "a\"b\\c,d;e\n", StartMs);
        var fields = JsonSerializer.Deserialize<Dictionary<string, string>>(generator.Write(0))!;
        Assert.Equal("a_b_c_d_e_", fields["RegionId"]);
    }

    private static void AssertSays(GeneratedLog log, Dictionary<string, string> fields)
    {
        Assert.Equal(FieldNames, fields.Keys, StringComparer.Ordinal);
        Assert.Equal(log.Api.Product, fields["Product"]);
        Assert.Equal(log.Api.Name, fields["Api"]);
        Assert.Equal(log.Api.Version, fields["Version"]);
        Assert.Equal(log.CallerUid, fields["CallerUid"]);
        Assert.Equal(log.Node.LocalIp, fields["LocalIp"]);
        Assert.Equal(log.BizRegionId, fields["RegionId"]);
        Assert.Equal(log.Domain, fields["Domain"]);
        Assert.Equal(log.ErrorCode, fields["ErrorCode"]);
        Assert.Equal($"{log.HttpCode}", fields["HttpCode"]);
        Assert.Equal($"{log.LatencyMs}", fields["TotalUsedTime"]);
        Assert.Equal($"{log.EventTimeMs / 1000}", fields["__time__"]);
        Assert.StartsWith($"RegionId={log.BizRegionId};Action={log.Api.Name};Version={log.Api.Version};", fields["RequestContent"], StringComparison.Ordinal);
        var ext5 = JsonSerializer.Deserialize<JsonElement>(fields["Ext5"]);
        Assert.Equal(log.Node.RegionId, ext5.GetProperty("logRegionId").GetString());
        Assert.Equal(log.Node.AppGroup, ext5.GetProperty("appGroup").GetString());
        Assert.Equal(log.CallerUid, ext5.GetProperty("callerInfo").GetProperty("callerUid").GetString());
        Assert.Equal(log.Domain, ext5.GetProperty("headers").GetProperty("host").GetString());
    }

    private static LogGenerator Make(GenerateOptions options) => new(options, Region, StartMs);

    private static string Text(LogGenerator generator, long n) => Encoding.UTF8.GetString(generator.Write(n));

    private static IEnumerable<GeneratedLog> Logs(LogGenerator generator, int count) =>
        Enumerable.Range(0, count).Select(n => generator.Describe(n));

    private static double FailureShare(IEnumerable<GeneratedLog> logs) =>
        logs.Average(log => log.HttpCode is >= 500 and <= 599 ? 1.0 : 0.0);
}
