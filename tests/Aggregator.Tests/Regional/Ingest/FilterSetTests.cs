using System.Text;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Ingest.Json;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>Which rule drops which log.</summary>
public sealed class FilterSetTests
{
    private const string Field = "Domain";
    private const string Missing = "{}";
    private const string Empty = """{"Domain":""}""";

    private static readonly ConditionOptions In = new() { Field = Field, In = ["a", "b"] };
    private static readonly ConditionOptions NotIn = new() { Field = Field, NotIn = ["a", "b"] };
    private static readonly ConditionOptions EqualTo = new() { Field = Field, EqualTo = "a" };
    private static readonly ConditionOptions Prefix = new() { Field = Field, Prefix = "ab" };
    private static readonly ConditionOptions Pattern = new() { Field = Field, Regex = "^x.*[0-9]$" };

    [Fact]
    public void In_holds_for_the_values_named()
    {
        AssertHolds(In, """{"Domain":"b"}""");
        AssertFails(In, """{"Domain":"ab"}""", """{"Domain":"A"}""", Empty, Missing);
    }

    [Fact]
    public void Not_in_holds_for_all_others_and_for_a_missing_field()
    {
        AssertHolds(NotIn, """{"Domain":"c"}""", Empty, Missing, """{"Domain":null}""");
        AssertFails(NotIn, """{"Domain":"a"}""");
    }

    [Fact]
    public void Equals_compares_bytes()
    {
        AssertHolds(EqualTo, """{"Domain":"a"}""", """{"Domain":"\u0061"}""");
        AssertFails(EqualTo, """{"Domain":"aa"}""", Empty, Missing);
        AssertHolds(new ConditionOptions { Field = Field, EqualTo = "é中" }, """{"Domain":"\u00e9中"}""");
        AssertHolds(new ConditionOptions { Field = Field, EqualTo = "" }, Empty);
        AssertFails(new ConditionOptions { Field = Field, EqualTo = "" }, Missing);
    }

    [Fact]
    public void Prefix_holds_for_the_beginning()
    {
        AssertHolds(Prefix, """{"Domain":"ab"}""", """{"Domain":"abc"}""");
        AssertFails(Prefix, """{"Domain":"a"}""", """{"Domain":"cab"}""", Missing);
    }

    [Fact]
    public void Regex_matches_somewhere_in_the_value()
    {
        AssertHolds(Pattern, """{"Domain":"x 中 7"}""");
        AssertFails(Pattern, """{"Domain":"ax7"}""", """{"Domain":"x"}""", Empty, Missing);
        AssertHolds(new ConditionOptions { Field = Field, Regex = "b" }, """{"Domain":"abc"}""");
    }

    [Fact]
    public void Regex_takes_bytes_that_are_no_UTF_8()
    {
        var record = new LogRecord();
        var fields = new LogFields([Field]);
        byte[] log = [.. "{\"Domain\":\"a"u8, 0xFF, .. "b\"}"u8];
        new IndexedJsonParser(fields).Parse(log, record);
        var filter = new FilterOptions { Name = "r", Drop = new ConditionOptions { Field = Field, Regex = "^a\uFFFDb$" } };
        Assert.Equal("r", new FilterSet([filter], fields).Match(record.In(log)));
    }

    [Fact]
    public void Exists_asks_whether_the_field_is_there()
    {
        var exists = new ConditionOptions { Field = Field, Exists = true };
        AssertHolds(exists, """{"Domain":"x"}""", Empty);
        AssertFails(exists, Missing, """{"Domain":null}""", """{"Domain":{}}""");
        var missing = new ConditionOptions { Field = Field, Exists = false };
        AssertHolds(missing, Missing);
        AssertFails(missing, Empty);
    }

    [Fact]
    public void All_tests_of_a_condition_must_hold()
    {
        var both = new ConditionOptions { Field = Field, Prefix = "a", NotIn = ["ab"] };
        AssertHolds(both, """{"Domain":"ac"}""");
        AssertFails(both, """{"Domain":"ab"}""", """{"Domain":"c"}""", Missing);
        AssertFails(new ConditionOptions { Field = Field, NotIn = ["x"], Exists = true }, Missing);
    }

    [Fact]
    public void The_first_rule_that_drops_names_the_outcome()
    {
        FilterOptions[] filters =
        [
            new() { Name = "only ecs", Keep = new ConditionOptions { Field = "Product", EqualTo = "ecs" } },
            new() { Name = "warmup", Drop = new ConditionOptions { Field = Field, EqualTo = "popwarmup.aliyuncs.com" } },
            new() { Name = "regions", Drop = new ConditionOptions { Field = "Ext5.logRegionId", In = ["cn-shanghai", "cn-beijing"] } },
        ];
        Assert.Equal("only ecs", Match(filters, """{"Product":"rds","Domain":"popwarmup.aliyuncs.com"}"""));
        Assert.Equal("only ecs", Match(filters, "{}"));
        Assert.Equal("warmup", Match(filters, """{"Product":"ecs","Domain":"popwarmup.aliyuncs.com","Ext5":{"logRegionId":"cn-beijing"}}"""));
        Assert.Equal("regions", Match(filters, """{"Product":"ecs","Ext5":"{\"logRegionId\":\"cn-beijing\"}"}"""));
        Assert.Null(Match(filters, """{"Product":"ecs","Ext5":"{\"logRegionId\":\"cn-hangzhou\"}"}"""));
        Assert.Null(Match([], "{}"));
    }

    [Fact]
    public void A_pattern_that_could_backtrack_is_refused_by_name()
    {
        var filter = new FilterOptions { Name = "mine", Drop = new ConditionOptions { Field = Field, Regex = "(?<=a)b" } };
        Assert.Contains("mine", Assert.Throws<ArgumentException>(() => Match([filter], "{}")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ext5.")]
    [InlineData(".a")]
    [InlineData("a..b")]
    [InlineData("""Product\""")]
    [InlineData("""a.b\""")]
    public void A_path_with_an_empty_part_or_a_backslash_at_its_end_is_refused(string path) =>
        Assert.Throws<ArgumentException>(() => new LogFields([path]));

    private static void AssertHolds(ConditionOptions condition, params string[] logs) => AssertAll(condition, logs, holds: true);

    private static void AssertFails(ConditionOptions condition, params string[] logs) => AssertAll(condition, logs, holds: false);

    private static void AssertAll(ConditionOptions condition, string[] logs, bool holds)
    {
        foreach (var log in logs)
        {
            Assert.True(Match([new FilterOptions { Name = "x", Drop = condition }], log) is not null == holds, log);
            Assert.True(Match([new FilterOptions { Name = "x", Keep = condition }], log) is null == holds, log);
        }
    }

    private static string? Match(FilterOptions[] filters, string text)
    {
        var fields = new LogFields(FilterSet.PathsOf(filters));
        var record = new LogRecord();
        var log = Encoding.UTF8.GetBytes(text);
        Assert.Null(new IndexedJsonParser(fields).Parse(log, record));
        return new FilterSet(filters, fields).Match(record.In(log));
    }
}
