using Aggregator.Regional.Ingest;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>The rows of the input tables, and the grammar's edges.</summary>
public sealed class GatewayJsonParserTests
{
    [Theory]
    [InlineData("""{"HttpCode":404}""", 404)]
    [InlineData("""{"HttpCode":"404"}""", 404)]
    [InlineData("""{"HttpCode":"0"}""", 0)]
    [InlineData("""{"HttpCode":"1000"}""", 0)]
    [InlineData("""{"HttpCode":"-5"}""", 0)]
    [InlineData("""{"HttpCode":"4x4"}""", 0)]
    [InlineData("""{"HttpCode":404.0}""", 0)]
    [InlineData("""{"HttpCode":true}""", 0)]
    [InlineData("""{"HttpCode":""}""", 0)]
    [InlineData("{}", 0)]
    public void Reads_an_http_code_of_1_to_999_and_else_0(string log, int expected) =>
        Assert.Equal(expected, Parsed.Json(log).HttpCode);

    [Fact]
    public void Takes_a_number_where_a_string_is_usual()
    {
        var log = Parsed.Json("""{"CallerUid":1098370000003503,"Version":1.50,"Api":-1e3}""");
        Assert.Equal(("1098370000003503", "1.50", "-1e3"), (log.CallerUid, log.Version, log.Api));
    }

    [Fact]
    public void Takes_a_string_where_a_number_is_usual()
    {
        var log = Parsed.Json("""{"__time__":"1768484243","TotalUsedTime":"14"}""");
        Assert.Equal((1_768_484_243_000L, 14L), (log.EventTimeMs, log.LatencyMs));
    }

    [Fact]
    public void Takes_true_and_false_as_their_text()
    {
        var log = Parsed.Json("""{"Product":true,"Api":false}""");
        Assert.Equal(("true", "false"), (log.Product, log.Api));
    }

    [Fact]
    public void Takes_null_an_object_and_an_array_for_a_missing_field()
    {
        var log = Parsed.Json("""{"Product":null,"Api":{"a":1},"Version":["x"],"HttpCode":null,"__time__":null,"TotalUsedTime":{}}""");
        Assert.Equal((null, null, null), (log.Product, log.Api, log.Version));
        Assert.Equal((0, null, null, false), (log.HttpCode, log.EventTimeMs, log.LatencyMs, log.LatencyIsInvalid));
    }

    [Theory]
    [InlineData("""{"Product":"a","Product":"b"}""", "b")]
    [InlineData("""{"Product":"a","Product":1}""", "1")]
    [InlineData("""{"Product":"a","Product":null}""", null)]
    [InlineData("""{"Product":"a","Product":{"Product":"b"}}""", null)]
    [InlineData("""{"Product":"a","\u0050roduct":"b"}""", "b")]
    public void Lets_the_last_of_a_repeated_key_win(string log, string? expected) =>
        Assert.Equal(expected, Parsed.Json(log).Product);

    [Fact]
    public void Forgets_what_was_found_in_the_earlier_value_of_a_repeated_key()
    {
        var log = Parsed.Json("""{"Ext5":{"stage":"a","appGroup":"b"},"Ext5":"{\"stage\":\"c\"}"}""", "Ext5.stage", "Ext5.appGroup");
        Assert.Equal(("c", null), (log["Ext5.stage"], log["Ext5.appGroup"]));
    }

    [Fact]
    public void Leaves_missing_fields_missing_and_empty_ones_empty()
    {
        var log = Parsed.Json("""{"ErrorCode":""}""");
        Assert.Null(log.Malformed);
        Assert.Equal("", log.ErrorCode);
        Assert.Equal(
            (null, null, null, null, null, null, null),
            (log.LocalIp, log.Product, log.Api, log.Version, log.CallerUid, log.BizRegionId, log.EventTimeMs));
    }

    [Fact]
    public void Does_not_know_keys_in_another_case() => Assert.Null(Parsed.Json("""{"product":"ecs"}""").Product);

    [Theory]
    [InlineData("""a\"b\\c\/d\b\f\n\r\t""", "a\"b\\c/d\b\f\n\r\t")]
    [InlineData("""\u0041\u00e9\u4E2D""", "Aé中")]
    [InlineData("""\ud83d\uDE00""", "😀")]
    [InlineData("""a\u0000b""", "a\0b")]
    [InlineData("""\ud83d""", "\uFFFD")]
    [InlineData("""\ude00\ud83dx""", "\uFFFD\uFFFDx")]
    [InlineData("""\ud83d\ud83d\ude00""", "\uFFFD😀")]
    [InlineData("""\x\u12\uzzzz\u123""", "\uFFFDx\uFFFDu12\uFFFDuzzzz\uFFFDu123")]
    public void Decodes_escapes_and_puts_U_FFFD_for_wrong_ones(string raw, string expected) =>
        Assert.Equal(expected, Parsed.Json($$"""{"Api":"{{raw}}"}""").Api);

    [Fact]
    public void Keeps_raw_control_characters_NUL_and_bytes_that_are_no_UTF_8()
    {
        byte[] value = [0, 1, (byte)'\n', 0xFF, 0xC3, (byte)'x', 0xED, 0xA0, 0x80];
        var log = Parsed.Json([.. """{"Api":" """u8, .. value, .. "\"}"u8]);
        Assert.Null(log.Malformed);
        Assert.Equal([(byte)' ', .. value], log.Bytes("Api")!);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData(" \t\r\n{ \t\r\n} \t\r\n")]
    [InlineData("""{"a":1,"b":[],"c":[1,"x",{"d":null}],"e":{"f":{}},"":-0.5E+10}""")]
    [InlineData("""{ "a" : 1 , "b" : [ 1 , 2 ] }""")]
    [InlineData("""{"a":"}","b":"\\","c":"\"]"}""")]
    public void Accepts_objects(string log) => Assert.Null(Parsed.Json(log).Malformed);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[]")]
    [InlineData("""[{"Product":"ecs"}]""")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("GET / HTTP/1.1")]
    [InlineData("{}x")]
    [InlineData("{}{}")]
    [InlineData("{}\0")]
    [InlineData("\uFEFF{}")]
    [InlineData("{,}")]
    [InlineData("""{"a":1,}""")]
    [InlineData("""{"a":1 "b":2}""")]
    [InlineData("""{"a" 1}""")]
    [InlineData("""{"a":}""")]
    [InlineData("""{"a"}""")]
    [InlineData("""{a:1}""")]
    [InlineData("""{'a':1}""")]
    [InlineData("""{1:1}""")]
    [InlineData("""{"a":01}""")]
    [InlineData("""{"a":+1}""")]
    [InlineData("""{"a":1.}""")]
    [InlineData("""{"a":.5}""")]
    [InlineData("""{"a":1e}""")]
    [InlineData("""{"a":-}""")]
    [InlineData("""{"a":0x1}""")]
    [InlineData("""{"a":NaN}""")]
    [InlineData("""{"a":True}""")]
    [InlineData("""{"a":nul}""")]
    [InlineData("""{"a":nullx}""")]
    [InlineData("""{"a":"x"y}""")]
    [InlineData("""{"a":[1}""")]
    [InlineData("""{"a":{"b":1]}""")]
    [InlineData("""{"a":[1,]}""")]
    [InlineData("""{"a":[,1]}""")]
    [InlineData("""{"a":[1 2]}""")]
    [InlineData("""{"a":{"b"}}""")]
    [InlineData("{\"a\":\0}")]
    public void Refuses_what_is_not_in_the_format(string log) =>
        Assert.Equal(MalformedReasons.NotInFormat, Parsed.Json(log).Malformed);

    [Fact]
    public void Calls_every_beginning_of_a_log_cut_off()
    {
        const string whole = """{ "a\u0041\\" : -12.50E+3 , "b":[true,false,null,[],{"c":"x\"y"}],"d":0}""";
        Assert.Null(Parsed.Json(whole).Malformed);
        for (var length = 1; length < whole.Length; length++)
            Assert.Equal((length, MalformedReasons.CutOff), (length, Parsed.Json(whole[..length]).Malformed));
    }

    [Theory]
    [InlineData(63, null)]
    [InlineData(64, MalformedReasons.NotInFormat)]
    public void Nests_64_deep_the_log_included(int arrays, string? expected)
    {
        var log = $$"""{"a":{{new string('[', arrays)}}{{new string(']', arrays)}}}""";
        Assert.Equal(expected, Parsed.Json(log).Malformed);
        var objects = string.Concat(Enumerable.Repeat("""{"a":""", arrays + 1)) + "1" + new string('}', arrays + 1);
        Assert.Equal(expected, Parsed.Json(objects).Malformed);
    }

    [Fact]
    public void Survives_a_million_opening_brackets() =>
        Assert.Equal(MalformedReasons.NotInFormat, Parsed.Json("{\"a\":" + new string('[', 1_000_000)).Malformed);

    [Fact]
    public void Reads_a_log_of_a_megabyte()
    {
        var filling = new string('x', 1024 * 1024);
        var log = Parsed.Json($$$"""{"Product":"ecs","filling":"{{{filling}}}","Api":"{{{filling}}}","Ext5":"{\"a\":\"{{{filling}}}\"}"}""", "Ext5.a");
        Assert.Null(log.Malformed);
        Assert.Equal("ecs", log.Product);
        Assert.Equal(filling, log.Api);
        Assert.Equal(filling, log["Ext5.a"]);
    }

    [Theory]
    [InlineData("14", 14L, false)]
    [InlineData("\"14\"", 14L, false)]
    [InlineData("0", 0L, false)]
    [InlineData("\"14.49\"", 14L, false)]
    [InlineData("14.5", 15L, false)]
    [InlineData("0.5", 1L, false)]
    [InlineData("1.5e1", 15L, false)]
    [InlineData("86400000", 86_400_000L, false)]
    [InlineData("86400000.1", null, true)]
    [InlineData("86400001", null, true)]
    [InlineData("-1", null, true)]
    [InlineData("\"fast\"", null, true)]
    [InlineData("\"14 \"", null, true)]
    [InlineData("\"14\\u0000\"", null, true)]
    [InlineData("\"1e99999999999999\"", null, true)]
    [InlineData("99999999999999999999999999999999999999", null, true)]
    [InlineData("true", null, true)]
    [InlineData("\"\"", null, false)]
    [InlineData("null", null, false)]
    public void Reads_latencies(string value, long? expectedMs, bool isInvalid)
    {
        var log = Parsed.Json($$"""{"TotalUsedTime":{{value}}}""");
        Assert.Equal((expectedMs, isInvalid), (log.LatencyMs, log.LatencyIsInvalid));
    }

    [Theory]
    [InlineData("""{"RegionId":"a","RequestContent":"RegionId=b"}""", "a")]
    [InlineData("""{"RegionId":"","RequestContent":"RegionId=b"}""", "b")]
    [InlineData("""{"RegionId":null,"RequestContent":"RegionId=b"}""", "b")]
    [InlineData("""{"RequestContent":"Action=x;RegionId=b;Version=1"}""", "b")]
    [InlineData("""{"RequestContent":"RegionId=a;RegionId=b"}""", "b")]
    [InlineData("""{"RequestContent":"RegionId=a=b"}""", "a=b")]
    [InlineData("""{"RequestContent":"XRegionId=a;regionid=b; RegionId=c;RegionId"}""", null)]
    [InlineData("""{"RequestContent":"RegionId="}""", "")]
    [InlineData("""{"RequestContent":"\u0052egionId=b"}""", "b")]
    [InlineData("""{"RequestContent":{"RegionId":"b"}}""", null)]
    [InlineData("""{"RegionId":"a"}""", "a")]
    [InlineData("{}", null)]
    public void Takes_the_business_region_from_RegionId_or_else_the_request(string log, string? expected) =>
        Assert.Equal(expected, Parsed.Json(log).BizRegionId);

    [Fact]
    public void Takes_all_after_RequestContent_for_one_key()
    {
        var log = Parsed.Json("""{"RequestContent":"Filter.1.Value=x;Filter=y"}""", "RequestContent.Filter.1.Value", "RequestContent.Filter", "RequestContent");
        Assert.Equal(("x", "y"), (log["RequestContent.Filter.1.Value"], log["RequestContent.Filter"]));
        Assert.Equal("Filter.1.Value=x;Filter=y", log["RequestContent"]);
    }
}
