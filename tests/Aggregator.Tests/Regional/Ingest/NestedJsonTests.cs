using System.Text.Json;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>Fields inside JSON, and inside JSON that stands in a string.</summary>
public sealed class NestedJsonTests
{
    private static readonly string[] Paths =
    [
        "Ext5.regionId", "Ext5.appGroup", "Ext5.stage", "Ext5.logRegionId",
        "Ext5.callerInfo.callerType", "Ext5.callerInfo.callerUid", "Ext5.callerInfo.ownerId",
    ];

    [Fact]
    public void Finds_fields_in_a_string_and_in_a_plain_object_alike()
    {
        const string ext5 = """{"regionId":"r","callerInfo":{"callerType":"sub","callerUid":12},"stage":null,"appGroup":["x"]}""";
        foreach (var value in new[] { ext5, JsonSerializer.Serialize(ext5) })
        {
            var log = Parsed.Json($$"""{"Ext5":{{value}}}""", Paths);
            Assert.Equal(("r", "sub", "12"), (log["Ext5.regionId"], log["Ext5.callerInfo.callerType"], log["Ext5.callerInfo.callerUid"]));
            Assert.Equal((null, null, null), (log["Ext5.stage"], log["Ext5.appGroup"], log["Ext5.callerInfo.ownerId"]));
        }
    }

    [Fact]
    public void Finds_fields_in_strings_within_strings()
    {
        var caller = JsonSerializer.Serialize("""{"callerUid":"1\u0032\"3"}""");
        var ext5 = JsonSerializer.Serialize($$"""{"stage":"a\\b","callerInfo":{{caller}},"regionId":"r\/x"}""");
        var log = Parsed.Json($$"""{"Ext5":{{ext5}}}""", Paths);
        Assert.Equal(("12\"3", "a\\b", "r/x"), (log["Ext5.callerInfo.callerUid"], log["Ext5.stage"], log["Ext5.regionId"]));
    }

    [Theory]
    [InlineData("""{"logRegionId":"a","appGroup":"b","callerInfo":{...},"stage":"c"}""", "a", "b", null)]
    [InlineData("""{"logRegionId":"a","appGroup":"b""", "a", null, null)]
    [InlineData("""{"logRegionId":"a","appGroup":12""", "a", null, null)]
    [InlineData("""{"logRegionId":"a","appGroup":"b"} and more""", "a", "b", null)]
    [InlineData("""{"callerInfo":{"callerUid":"1","x":?""", null, null, "1")]
    [InlineData("""{"logRegionId":"a","callerInfo":{"callerUid":"1" "x":2}}""", "a", null, "1")]
    [InlineData("not JSON", null, null, null)]
    [InlineData("", null, null, null)]
    public void Keeps_what_was_found_before_damage(string ext5, string? logRegionId, string? appGroup, string? callerUid)
    {
        var log = Parsed.Json($$"""{"Ext5":{{JsonSerializer.Serialize(ext5)}},"Product":"ecs"}""", Paths);
        Assert.Null(log.Malformed);
        Assert.Equal("ecs", log.Product);
        Assert.Equal(
            (logRegionId, appGroup, callerUid),
            (log["Ext5.logRegionId"], log["Ext5.appGroup"], log["Ext5.callerInfo.callerUid"]));
    }

    [Fact]
    public void Counts_the_depth_of_a_text_in_a_string_on_its_own()
    {
        var deep = new string('[', 63) + new string(']', 63);
        var log = Parsed.Json($$"""{"Ext5":{{JsonSerializer.Serialize($$"""{"x":{{deep}},"stage":"s"}""")}}}""", Paths);
        Assert.Equal("s", log["Ext5.stage"]);
    }

    [Fact]
    public void Gives_the_whole_value_and_its_parts_when_both_are_asked_for()
    {
        var log = Parsed.Json("""{"Ext5":"{\"stage\":\"s\"}"}""", "Ext5", "Ext5.stage");
        Assert.Equal(("{\"stage\":\"s\"}", "s"), (log["Ext5"], log["Ext5.stage"]));
    }

    // The raw text between the string's quotes: what stands behind the names that were found first.
    [Theory]
    [InlineData("""{\"stage\":\"a\",\"x\":1,\"stage\":\"b\"}""", "b", null)]
    [InlineData("""{\"stage\":\"a\",\"x\":1,\"st\u0061ge\":\"b\"}""", "b", null)]
    [InlineData("""{\"stage\":\"a\",\"x\":1,\"st\\u0061ge\":\"b\"}""", "b", null)]
    [InlineData("""{\"stage\":\"a\",\"callerInfo\":{\"callerUid\":1},\"callerInfo\":2}""", "a", null)]
    [InlineData("""{\"callerInfo\":{\"callerUid\":1},\"x\":{\"callerUid\":2},\"y\":\"callerUid\"}""", null, "1")]
    [InlineData("""{\"callerInfo\":{\"callerUid\":1},\"x\":[1,\"a\\nb\",\n2]}""", null, "1")]
    [InlineData("""{\"callerInfo\":{\"callerUid\":1},\"x\":?""", null, "1")]
    [InlineData("""{\"callerInfo\":{\"x-callerUid\":1},\"stage\":\"callerInfo\"}""", "callerInfo", null)]
    [InlineData("""{\"callerInfo\":\"{\\\"callerUid\\\":7}\",\"x\":1}""", null, "7")]
    [InlineData("""{\"x\":\"stage\" \"stage\":\"a\"}""", null, null)]
    [InlineData("""{\"stage\":12x""", null, null)]
    [InlineData("""{\"stage\":12}""", "12", null)]
    public void Reads_to_the_last_place_where_a_name_stands(string raw, string? stage, string? callerUid)
    {
        foreach (var end in new[] { "", new string(' ', 300) })
        {
            var log = Parsed.Json($$"""{"Product":"ecs","Ext5":"{{raw}}{{end}}"}""", "Ext5.stage", "Ext5.callerInfo.callerUid");
            Assert.Equal((null, stage, callerUid), (log.Malformed, log["Ext5.stage"], log["Ext5.callerInfo.callerUid"]));
        }
    }

    [Fact]
    public void Takes_a_value_of_any_length_behind_the_last_name()
    {
        for (var length = 0; length < 300; length += 7)
        {
            var value = new string('v', length);
            var log = Parsed.Json($$"""{"Product":"ecs","Ext5":"{\"stage\":\"{{value}}\",\"x\":\"{{new string('x', 500)}}\"}"}""", "Ext5.stage");
            Assert.Equal(value, log["Ext5.stage"]);
        }
    }

    [Fact]
    public void Looks_into_any_root_that_a_filter_names()
    {
        var log = Parsed.Json("""{"request":{"headers":{"host":"h"}},"extra":"{\"a\":1}"}""", "request.headers.host", "extra.a");
        Assert.Equal(("h", "1"), (log["request.headers.host"], log["extra.a"]));
    }
}
