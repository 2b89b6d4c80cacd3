using Aggregator.Regional.Ingest;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>The text format of nginx and Apache.</summary>
public sealed class CombinedParserTests
{
    // Cut off within the agent in the wild: its closing quote is missing.
    private const string CutInTheAgent = """
        46.118.127.106 - - [20/May/2015:12:05:17 +0000] "GET /scripts/grok-py-test/configlib.py HTTP/1.1" 200 235 "-" "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html
        """;

    private const string Whole =
        """203.0.113.9 - alice [20/May/2015:14:05:17 +0200] "POST /api/v1/orders?id=7 HTTP/2.0" 503 12 "https://a.example/" "curl/8 \"x\"" """;

    private static readonly SourceOptions Web = new() { Format = LogFormat.Combined, Product = "web" };

    private static readonly string[] Paths =
    [
        "remote_addr", "remote_user", "time_local", "request", "method", "path", "status", "body_bytes_sent",
        "http_referer", "http_user_agent", "HttpCode", "Product", "Api",
    ];

    [Fact]
    public void Takes_the_keys_from_a_whole_line()
    {
        var log = Parsed.Combined(Whole, Web);
        Assert.Null(log.Malformed);
        Assert.Equal((1_432_123_517_000L, 503), (log.EventTimeMs, log.HttpCode));
        Assert.Equal(("web", "POST /api/v1", "alice"), (log.Product, log.Api, log.CallerUid));
        Assert.Equal((null, null, null, null), (log.LocalIp, log.Version, log.ErrorCode, log.BizRegionId));
        Assert.Equal((null, false), (log.LatencyMs, log.LatencyIsInvalid));
    }

    [Fact]
    public void Gives_filters_every_part()
    {
        var log = Parsed.Combined(Whole, Web, Paths);
        Assert.Equal("203.0.113.9", log["remote_addr"]);
        Assert.Equal("alice", log["remote_user"]);
        Assert.Equal("20/May/2015:14:05:17 +0200", log["time_local"]);
        Assert.Equal("POST /api/v1/orders?id=7 HTTP/2.0", log["request"]);
        Assert.Equal("POST", log["method"]);
        Assert.Equal("/api/v1/orders", log["path"]);
        Assert.Equal(("503", "503"), (log["status"], log["HttpCode"]));
        Assert.Equal("12", log["body_bytes_sent"]);
        Assert.Equal("https://a.example/", log["http_referer"]);
        Assert.Equal("curl/8 \\\"x\\\"", log["http_user_agent"]);
        Assert.Equal(("web", "POST /api/v1"), (log["Product"], log["Api"]));
    }

    [Fact]
    public void Counts_a_line_that_was_cut_within_the_agent()
    {
        var log = Parsed.Combined(CutInTheAgent, Web, Paths);
        Assert.Null(log.Malformed);
        Assert.Equal((1_432_123_517_000L, 200, "GET /scripts/grok-py-test"), (log.EventTimeMs, log.HttpCode, log.Api));
        Assert.Equal("-", log["http_referer"]);
        Assert.Equal("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html", log["http_user_agent"]);
    }

    [Fact]
    public void Needs_all_up_to_the_status_and_nothing_after_it()
    {
        var bracketAt = Whole.IndexOf(" [", StringComparison.Ordinal) + 2;
        var statusEnd = Whole.IndexOf("503", StringComparison.Ordinal) + 3;
        for (var length = 0; length <= Whole.Length; length++)
        {
            var expected = length < bracketAt ? MalformedReasons.NotInFormat
                : length < statusEnd ? MalformedReasons.CutOff
                : null;
            var log = Parsed.Combined(Whole[..length], Web);
            Assert.Equal(expected, log.Malformed);
            if (expected is null) Assert.Equal((503, "POST /api/v1"), (log.HttpCode, log.Api));
        }
    }

    [Theory]
    [InlineData("- -", null)]
    [InlineData("- \"\"", null)]
    [InlineData("- alice", "alice")]
    [InlineData("- alice b. c", "alice b. c")]
    [InlineData("ident bob", "bob")]
    public void Takes_the_remote_user_for_the_tenant_and_never_the_address(string head, string? expected)
    {
        var log = Parsed.Combined($"""1.2.3.4 {head} [20/May/2015:12:05:17 +0000] "GET / HTTP/1.1" 200 1""", Web);
        Assert.Equal((null, expected), (log.Malformed, log.CallerUid));
    }

    [Fact]
    public void Has_no_tenant_when_there_is_only_an_address() =>
        Assert.Null(Parsed.Combined("""1.2.3.4 [20/May/2015:12:05:17 +0000] "GET / HTTP/1.1" 200""", Web).CallerUid);

    [Theory]
    [InlineData("GET /a/b/c HTTP/1.1", 2, "GET /a/b")]
    [InlineData("GET /a/b/c HTTP/1.1", 1, "GET /a")]
    [InlineData("GET /a/b/c HTTP/1.1", 9, "GET /a/b/c")]
    [InlineData("GET /a/b/ HTTP/1.1", 2, "GET /a/b")]
    [InlineData("GET /a/ HTTP/1.1", 2, "GET /a")]
    [InlineData("GET / HTTP/1.1", 2, "GET /")]
    [InlineData("GET /a?x=/b/c HTTP/1.1", 2, "GET /a")]
    [InlineData("GET /a#x HTTP/1.1", 2, "GET /a")]
    [InlineData("GET /?x HTTP/1.1", 2, "GET /")]
    [InlineData("GET /a", 2, "GET /a")]
    [InlineData("GET /a b/c d HTTP/1.1", 2, "GET /a b/c d")]
    [InlineData("GET http://h.example/a/b/c HTTP/1.1", 2, "GET /a/b")]
    [InlineData("GET http://h.example HTTP/1.1", 2, "GET /")]
    [InlineData("GET http://h.example?u=/a HTTP/1.1", 2, "GET /")]
    [InlineData("OPTIONS * HTTP/1.1", 2, "OPTIONS *")]
    [InlineData("""GET /\x22a\"b/c/d HTTP/1.1""", 2, """GET /\x22a\"b/c""")]
    [InlineData("VERSION-CONTROL /a HTTP/1.1", 2, "VERSION-CONTROL /a")]
    [InlineData("-", 2, "-")]
    [InlineData("", 2, "-")]
    [InlineData("quit", 2, "-")]
    [InlineData("GET", 2, "-")]
    [InlineData("GET ", 2, "-")]
    [InlineData("get /a HTTP/1.1", 2, "-")]
    [InlineData(" /a HTTP/1.1", 2, "-")]
    [InlineData("CONNECT h.example:443 HTTP/1.1", 2, "-")]
    [InlineData("GET ?a=://b/c HTTP/1.1", 2, "-")]
    [InlineData("""\x16\x03\x01\x02 /x""", 2, "-")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA /a HTTP/1.1", 2, "-")]
    public void Makes_the_api_of_method_and_path(string request, int segments, string expected)
    {
        var log = Parsed.Combined($"1.2.3.4 - - [20/May/2015:12:05:17 +0000] \"{request}\" 400 1", Web with { ApiSegments = segments });
        Assert.Equal((null, expected), (log.Malformed, log.Api));
    }

    [Theory]
    [InlineData("20/May/2015:12:05:17 +0000", 1_432_123_517_000L)]
    [InlineData("20/May/2015:07:05:17 -0500", 1_432_123_517_000L)]
    [InlineData("20/May/2015:17:35:17 +0530", 1_432_123_517_000L)]
    [InlineData("01/Jan/1970:00:00:00 +0000", 0L)]
    [InlineData("29/Feb/2016:00:00:00 +0000", 1_456_704_000_000L)]
    [InlineData("31/Dec/2016:23:59:60 +0000", 1_483_228_800_000L)]
    [InlineData("29/Feb/2015:00:00:00 +0000", null)]
    [InlineData("31/Apr/2015:00:00:00 +0000", null)]
    [InlineData("00/May/2015:00:00:00 +0000", null)]
    [InlineData("20/Maj/2015:12:05:17 +0000", null)]
    [InlineData("20/anF/2015:12:05:17 +0000", null)]
    [InlineData("20/05/2015:12:05:17 +0000", null)]
    [InlineData("20/May/2015:24:05:17 +0000", null)]
    [InlineData("20/May/2015:12:60:17 +0000", null)]
    [InlineData("20/May/2015:12:05:17", null)]
    [InlineData("20/May/2015:12:05:17 UTC", null)]
    [InlineData("20/May/2015:12:05:17 +2400", null)]
    [InlineData("", null)]
    [InlineData("-", null)]
    public void Reads_the_local_time_or_leaves_the_log_without_one(string time, long? expectedMs)
    {
        var log = Parsed.Combined($"""1.2.3.4 - - [{time}] "GET / HTTP/1.1" 200 1""", Web);
        Assert.Equal((null, expectedMs), (log.Malformed, log.EventTimeMs));
    }

    [Fact]
    public void Knows_all_months()
    {
        string[] names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        for (var month = 1; month <= 12; month++)
        {
            var log = Parsed.Combined($"""h - - [07/{names[month - 1]}/2021:01:02:03 +0000] "GET / HTTP/1.1" 200""", Web);
            var expected = new DateTimeOffset(2021, month, 7, 1, 2, 3, TimeSpan.Zero).ToUnixTimeMilliseconds();
            Assert.Equal(expected, log.EventTimeMs);
        }
    }

    [Theory]
    [InlineData("200", null, 200)]
    [InlineData("000", null, 0)]
    [InlineData("999 x", null, 999)]
    [InlineData("20", MalformedReasons.CutOff, 0)]
    [InlineData("20 1", MalformedReasons.NotInFormat, 0)]
    [InlineData("2000", MalformedReasons.NotInFormat, 0)]
    [InlineData("-", MalformedReasons.NotInFormat, 0)]
    [InlineData("2x0", MalformedReasons.NotInFormat, 0)]
    [InlineData("200\r", null, 200)]
    public void Needs_a_status_of_three_digits(string status, string? malformed, int expected)
    {
        var log = Parsed.Combined($"1.2.3.4 - - [20/May/2015:12:05:17 +0000] \"GET / HTTP/1.1\" {status}", Web);
        Assert.Equal((malformed, expected), (log.Malformed, log.HttpCode));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello world")]
    [InlineData("1.2.3.4 - - [20/May/2015:12:05:17 +0000] GET / 200")]
    [InlineData("1.2.3.4 - - [20/May/2015:12:05:17 +0000]\"GET /\" 200")]
    [InlineData("1.2.3.4 - - [20/May/2015:12:05:17 +0000] \"GET /\"200")]
    [InlineData("""{"Product":"ecs"}""")]
    public void Refuses_other_lines(string line) =>
        Assert.Equal(MalformedReasons.NotInFormat, Parsed.Combined(line, Web).Malformed);

    [Theory]
    [InlineData("1 \"-\" \"agent\" 0.014", LatencyUnit.S, 14L, false)]
    [InlineData("1 \"-\" \"agent\" 0.0145", LatencyUnit.S, 15L, false)]
    [InlineData("1 \"-\" \"agent\" 14", LatencyUnit.Ms, 14L, false)]
    [InlineData("1 \"-\" \"agent\" 14499", LatencyUnit.Us, 14L, false)]
    [InlineData("1 \"-\" \"agent\" 14500 ", LatencyUnit.Us, 15L, false)]
    [InlineData("1 \"-\" \"agent\" \"10.0.0.1\" 0.5", LatencyUnit.S, 500L, false)]
    [InlineData("1 \"-\" \"agent\" \"0.5\"", LatencyUnit.S, 500L, false)]
    [InlineData("1 0.5", LatencyUnit.S, 500L, false)]
    [InlineData("1 \"-\" \"agent\" 86400", LatencyUnit.S, 86_400_000L, false)]
    [InlineData("1 \"-\" \"agent\" 86400.001", LatencyUnit.S, null, true)]
    [InlineData("1 \"-\" \"agent\" -0.5", LatencyUnit.S, null, true)]
    [InlineData("1 \"-\" \"agent\" slow", LatencyUnit.S, null, true)]
    [InlineData("1 \"-\" \"agent\" -", LatencyUnit.S, null, false)]
    [InlineData("1 \"-\" \"agent\"", LatencyUnit.S, null, false)]
    [InlineData("1 \"-\" \"agent of 7", LatencyUnit.S, null, false)]
    [InlineData("1 \"-\" \"agent\" 0.5 \"cut", LatencyUnit.S, null, false)]
    [InlineData("1", LatencyUnit.S, null, false)]
    [InlineData("1 \"-\" \"agent\" 0.014", LatencyUnit.None, null, false)]
    public void Takes_the_latency_from_the_end_of_the_line(string rest, LatencyUnit unit, long? expectedMs, bool isInvalid)
    {
        var log = Parsed.Combined($"1.2.3.4 - - [20/May/2015:12:05:17 +0000] \"GET / HTTP/1.1\" 200 {rest}", Web with { Latency = unit });
        Assert.Equal((null, expectedMs, isInvalid), (log.Malformed, log.LatencyMs, log.LatencyIsInvalid));
    }

    [Fact]
    public void Leaves_the_parts_missing_that_the_line_does_not_have()
    {
        var log = Parsed.Combined("""1.2.3.4 - - [20/May/2015:12:05:17 +0000] "quit" 400 7""", Web, Paths);
        Assert.Equal(("7", null, null), (log["body_bytes_sent"], log["http_referer"], log["http_user_agent"]));
        Assert.Equal((null, null, "quit"), (log["method"], log["path"], log["request"]));
    }
}
