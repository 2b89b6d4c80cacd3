using System.Text;
using System.Text.Json;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Ingest.Json;
using Aggregator.Regional.Options;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>What holds for any log: agreement with System.Text.Json, and no exception whatever the bytes.</summary>
public sealed class ParserPropertyTests
{
    private static readonly string[] Paths =
    [
        "Product", "Api", "CallerUid", "RegionId", "Ext5", "Ext5.stage", "Ext5.callerInfo.callerUid", "callerInfo.callerUid",
        "Prod\u00fcct", "\U0001F600", "a\"b", "back\\slash", "line\nbreak", "Ext5.a\"b",
    ];

    private static readonly string[] RealLogs =
    [
        """{"__time__":"1768484243","LocalIp":"10.0.0.1","Product":"ecs","Api":"DescribeInstances","HttpCode":"200","TotalUsedTime":"14.5","Ext5":"{\"stage\":\"prod\",\"callerInfo\":{\"callerUid\":\"12\"}}","RequestContent":"RegionId=cn;A=b"}""",
        """10.0.0.1 - alice [20/May/2015:12:05:17 +0000] "GET /a/b?c=\"d\" HTTP/1.1" 200 235 "-" "Mozilla/5.0" 0.014""",
    ];

    private static readonly SourceOptions Combined = new() { Format = LogFormat.Combined, Product = "web", Latency = LatencyUnit.S };

    [Fact]
    public void Reads_the_same_values_as_System_Text_Json() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var generator = new JsonGenerator(seed);
        for (var i = 0; i < 20; i++)
        {
            var log = generator.Next();
            using var reference = JsonDocument.Parse(log);
            var parsed = Parsed.Json(log, Paths);
            Assert.Null(parsed.Malformed);
            foreach (var path in Paths) Assert.Equal((path, ValueAt(reference.RootElement, path.Split('.'))), (path, parsed[path]));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Accepts_all_that_System_Text_Json_accepts_and_finds_all_else_cut_off_or_not_in_format() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var generator = new JsonGenerator(seed);
            for (var i = 0; i < 20; i++)
            {
                var log = Mutate(generator.Next(), random);
                var reason = Parsed.Json(log, Paths).Malformed;
                if (IsObject(log)) Assert.Null(reason);
                else Assert.True(reason is null or MalformedReasons.CutOff or MalformedReasons.NotInFormat, reason);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Finds_every_beginning_of_a_log_cut_off() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var log = new JsonGenerator(seed).Next();
        for (var length = 1; length < log.Length; length++)
            Assert.Equal((length, MalformedReasons.CutOff), (length, Parsed.Json(log[..length]).Malformed));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Never_throws_for_random_bytes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => ParseAll([(byte)'{', .. bytes])).QuickCheckThrowOnFailure();

    [Fact]
    public void Never_throws_for_damaged_logs_and_gives_times_and_latencies_within_bounds()
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++) ParseAll(Mutate(Encoding.UTF8.GetBytes(RealLogs[i % RealLogs.Length]), random));
    }

    [Fact]
    public void Allocates_nothing_that_lasts_for_a_log_like_the_one_before()
    {
        foreach (var (format, text) in new[] { LogFormat.GatewayJson, LogFormat.Combined }.Zip(RealLogs))
        {
            var fields = new LogFields(Paths);
            var parser = LogParsers.Create(Combined with { Format = format }, fields);
            var (log, record) = (Encoding.UTF8.GetBytes(text), new LogRecord());
            parser.Parse(log, record);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) parser.Parse(log, record);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void Reads_damaged_gateway_logs_the_fast_way_as_the_plain_way()
    {
        var fields = new LogFields(["Ext5.logRegionId", "Ext5.callerInfo.callerUid", "Ext5.headers.host", "Domain", "RequestContent.Action"]);
        var (indexed, plain) = (new IndexedJsonParser(fields), new GatewayJsonParser(fields));
        var generator = new LogGenerator(new GenerateOptions(), "cn-hangzhou", 1_768_484_240_000);
        var random = new Random(11);
        for (var i = 0; i < 30_000; i++)
        {
            var log = generator.Write(i).ToArray();
            Parsed.Json(i % 10 == 0 ? log : Mutate(log, random), fields, indexed, plain); // compares them
        }
    }

    [Fact]
    public void Reads_a_log_after_any_other_the_fast_way_as_the_plain_way()
    {
        var fields = new LogFields([.. Paths, "RequestContent.stage"]);
        var (indexed, plain) = (new IndexedJsonParser(fields), new GatewayJsonParser(fields));
        var (generator, random) = (new JsonGenerator(5), new Random(5));
        for (var i = 0; i < 3_000; i++)
        {
            var log = generator.Next();
            Parsed.Json(log, fields, indexed, plain);
            for (var twin = 0; twin < 3; twin++) Parsed.Json(Mutate(log, random), fields, indexed, plain); // what it remembers of the first misleads
        }
    }

    [Theory]
    [InlineData("""{"first":{"a":{"b":"long enough for a vector"}}}""", """{"first":{"a":1{"b":"long enough for a vector"}}""")]
    [InlineData("""{"first":{"a":{"b":"long enough for a vector"}}}""", """{"first":{"a":1"b":"long enough for a vector"}}}""")]
    [InlineData("""{"Product":"a","x":"y","Api":"of the log"}""", """{"Product":"a","Ext5":{"Api":"of another"},"CallerUid":"1"}""")]
    [InlineData("""{"Product":"a","Api":"b","Version":"text","Ext5":{}}""", """{"Product":"a","Api":"b","Version": 12.5e3 ,"Ext5":"{}"}""")]
    [InlineData("""{"Product":"a","a_key_that_is_longer_than_one_vector_of_thirty_two":"b","Api":"c"}""", """{"Product":"a","a_key_that_is_longer_than_one_vector_of_thirty_one":"b","Api":"c"}""")]
    public void A_log_that_begins_like_the_one_before_may_go_on_otherwise(string before, string log)
    {
        var fields = new LogFields(Paths);
        var (indexed, plain) = (new IndexedJsonParser(fields), new GatewayJsonParser(fields));
        foreach (var text in new[] { before, log, before }) Parsed.Json(Encoding.UTF8.GetBytes(text), fields, indexed, plain);
    }

    [Theory]
    [InlineData("""{ "Product" : "ecs" , "Api": "Describe", "HttpCode": 200, "TotalUsedTime":14.5 , "RequestContent":"a=b\\c" }""")]
    [InlineData("""{"tries":[{"ip":"10.0.0.1","codes":[1,2]},"\"]"],"request":{"headers":{"host":"h"},"size":1},"Product":"ecs","Api":"\u0041"}""")]
    [InlineData("""{"a_key_that_is_longer_than_one_vector_of_thirty_two":null,"":"","Product":true,"Api":"x"}""")]
    public void Leaves_no_sound_log_without_escapes_in_its_keys_to_the_plain_parser(string text)
    {
        var fields = new LogFields(Paths);
        var (indexed, plain) = (new IndexedJsonParser(fields), new GatewayJsonParser(fields));
        for (var i = 0; i < 3; i++) Parsed.Json(Encoding.UTF8.GetBytes(text), fields, indexed, plain);
        Assert.Equal(0, indexed.PlainLogs);
    }

    [Theory]
    [InlineData("""{"Product":"a","Api":"Describe","HttpCode":200,"Version":"2014-05-26"}""", """{"Product":"a","Api":"Describe","HttpCode": 200,"Version":"2014-05-26"}""")]
    [InlineData("""{"Product":"a","Api":"Describe","HttpCode":200,"Version":"2014-05-26"}""", """{"Product": "a", "Api": "Describe", "HttpCode": 200, "Version": "2014-05-26"}""")]
    [InlineData("""{"Product":"a","Api":"Describe","HttpCode":200,"Version":"2014-05-26"}""", """{"Product":"a","Api":"Describe","HttpCode":   "200","Version":"2014-05-26"}""")]
    [InlineData("""{"Product":"a","Ext5":{"stage":"s","callerInfo":{"callerUid":12}}}""", """{"Product":"a","Ext5": {"stage":"s","callerInfo": {"callerUid": 12}}}""")]
    [InlineData("""{"Product":"a","Api":"Describe","tries":[1,"b"],"Version":"2014-05-26"}""", "{\"Product\":\"a\",\"Api\":\"Describe\",\"tries\":\t[1,\"b\"],\"Version\":\"2014-05-26\"}")]
    [InlineData(
        """{"Product":"a","Ext5":"{\"stage\":\"s\",\"callerInfo\":{\"callerUid\":12},\"x\":null}"}""",
        """{"Product":"a","Ext5":"{\"stage\":\"s\",\"callerInfo\": {\"callerUid\": 12},\"x\": null}"}""")]
    public void White_space_before_values_may_come_and_go(string compact, string spaced)
    {
        var fields = new LogFields(["Ext5.stage", "Ext5.callerInfo.callerUid"]);
        var (indexed, plain) = (new IndexedJsonParser(fields), new GatewayJsonParser(fields));
        foreach (var text in new[] { compact, spaced, compact, spaced, spaced }) Parsed.Json(Encoding.UTF8.GetBytes(text), fields, indexed, plain);
        Assert.Equal((0, 0), (indexed.PlainLogs, indexed.PlainTexts));
    }

    [Fact]
    public void Leaves_no_log_of_a_gateway_and_no_text_in_it_to_the_plain_parser()
    {
        var fields = new LogFields(["Ext5.logRegionId", "Ext5.callerInfo.callerUid", "Domain"]);
        var (indexed, record) = (new IndexedJsonParser(fields), new LogRecord());
        var generator = new LogGenerator(new GenerateOptions { Damaged = 0 }, "cn-hangzhou", 1_768_484_240_000);
        for (var i = 0; i < 1000; i++) Assert.Null(indexed.Parse(generator.Write(i), record));

        Assert.Equal((0, 0), (indexed.PlainLogs, indexed.PlainTexts));
    }

    private static void ParseAll(byte[] log)
    {
        foreach (var parsed in new[] { Parsed.Json(log, Paths), Parsed.Combined(Encoding.Latin1.GetString(log), Combined) })
        {
            Assert.InRange(parsed.HttpCode, 0, 999);
            Assert.InRange(parsed.LatencyMs ?? 0, 0, 86_400_000);
            Assert.True(parsed.EventTimeMs is null or <= 253_402_300_799_999);
        }
    }

    internal static byte[] Mutate(byte[] log, Random random)
    {
        var bytes = log.ToList();
        for (var i = random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(4))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)"\"\\{}[],:0-eE.tn \0"[random.Next(17)]); break;
                default: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
            }
        }
        return [.. bytes];
    }

    private static bool IsObject(byte[] log)
    {
        try
        {
            using var document = JsonDocument.Parse(log);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>What the parser's remarks promise, said once more with a document tree.</summary>
    private static string? ValueAt(JsonElement element, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
                _ => null,
            };
        }
        if (element.ValueKind == JsonValueKind.String) return ValueInText(element.GetString()!, path);
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(path[0], out var member)
            ? ValueAt(member, path[1..])
            : null;
    }

    private static string? ValueInText(string text, ReadOnlySpan<string> path)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? ValueAt(document.RootElement, path) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
