using System.Text;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Text;
using Aggregator.Regional.Options;
using Aggregator.Tests.Deploy;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>The parser of <c>combined</c> by blocks gives what the plain one gives, whatever the bytes.</summary>
public sealed class CombinedTwinTests
{
    private static readonly string[] Paths =
    [
        "remote_addr", "remote_user", "time_local", "request", "method", "path", "status", "body_bytes_sent",
        "http_referer", "http_user_agent",
    ];

    private static readonly SourceOptions Web = new() { Format = LogFormat.Combined, Product = "web" };

    // Parts that are usual, and parts at the edges of what the fast way takes.
    private static readonly string[] Heads =
    [
        "10.0.0.1 - -", "2001:db8:85a3:8d3:1319:8a2e:370:7348 - alice", "h - a b c", "h ident bob", "h - \"\"", "h", "", "h -", " - x",
        "1.2.3.4 - [x", "1.2.3.4 - a]b", "1.2.3.4 - a\"b\\", "a-name-that-is-longer-than-a-block.of-64-bytes.in.all.example.com - u",
        "a-name-whose-bracket-begins-the-second-block.of-64.example - a", "a-name-whose-bracket-begins-the-second-block.of-64.example - al",
    ];

    private static readonly string[] Times =
    [
        "20/May/2015:12:05:35 +0000", "20/May/2015:12:05:36 +0000", "20/May/2015:23:59:60 +0000", "20/May/2015:12:05:35 -0730",
        "21/May/2015:00:00:00 +0000", "20/May/2015:24:05:35 +0000", "20/May/2015:12:60:35 +0000", "20/May/2015:12:05:61 +0000",
        "20/May/2015:12:05:3x +0000", "20/May/2015:12:05:35 +00:00", "20/May/2015:12:05:35 +00", "31/Apr/2015:12:05:35 +0000",
        "31/Dec/9999:23:59:59 -2359", "20/May/2015:1]:05:35 +0000", "-", "",
    ];

    private static readonly string[] Methods = ["GET", "POST", "OPTIONS", "PROPFIND", "VERSION-CONTROL", "M_X", "get", "GE\\", "G@T", "G[T", "", "A"];

    private static readonly string[] Targets =
    [
        "/", "/a", "/a/b/c", "/a/b/", "//", "///", "/a//b", "/a?x=/b/c", "/?", "/#/", "/a b HTTP/1.1", "*", "*x", "http://h/a/b", "a", "", "/\\x22",
        "/a\\\"b/c/d", "/\\", "/" + new string('p', 61) + "/b/c", "/a/" + new string('p', 60) + "?q", "/" + new string('p', 140) + "/b/c/d",
        "/a/b?" + new string('q', 300),
    ];

    private static readonly string[] Protocols =
        [" HTTP/1.1", " HTTP/1.0", " HTTP/2.0", " HTTP/2", " HTTP/3", " HTTP/", " HTTP/1.1 ", " HTTP/1. ", " HTTP/ 11", " http/1.1", "", " ", " HTTP/1.1\\"];

    private static readonly string[] Ends =
    [
        "\" 200 1", "\" 304 - \"-\" \"curl/8.5.0\"", "\" 200 235 \"https://a.example/\" \"Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0\"",
        "\" 200 235 \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\" 0.014", "\" 200 1 \"-\" \"a\\\"b\\\\\" \"10.0.0.1\" \"0.5\"  ", "\" 200 1 \"a\"\"b\"7",
        "\" 503 ", "\" 503", "\" 503\r", "\" 50", "\" 5033 1", "\" 5x3 1", "\" -03 1", "\"503 1", "\" 200 1 \"-\" \"cut", "\" 200  1   \"-\"   \"a\" \\ - \r\r", "",
        "\" 200 1 " + new string('9', 80),
    ];

    // What clients sent that spoke no HTTP, or closed the connection, down to nothing at all.
    private static readonly string[] ShortRequests = ["-", "", " ", "A", "AB", "GE", "quit", "\\x16\\x03", "\\", "GET", "GET ", "A /", "GET /", "A B", "* /"];

    [Fact]
    public void Leaves_no_line_of_a_web_server_to_the_plain_parser()
    {
        var fields = new LogFields(Paths);
        var source = Web with { Latency = LatencyUnit.S };
        var (fast, plain) = (new BlockCombinedParser(fields, source), new CombinedParser(fields, source));
        var lines = File.ReadLines(Path.Combine(DeployFiles.Root, "samples", "apache_access.log"), Encoding.Latin1).ToList();
        foreach (var line in lines) Parsed.Combined(Encoding.Latin1.GetBytes(line), fields, fast, plain); // compares them
        Assert.Equal((10_000, 0), (lines.Count, fast.PlainLogs));
    }

    [Fact]
    public void Reads_lines_of_any_length_and_parts_at_any_place_the_fast_way_as_the_plain_way()
    {
        var fields = new LogFields(Paths);
        var source = Web with { Latency = LatencyUnit.Us };
        var (fast, plain) = (new BlockCombinedParser(fields, source), new CombinedParser(fields, source));
        for (var padding = 0; padding < 150; padding++)
        {
            var text = new string('p', padding);
            string[] lines =
            [
                $"{text} - u [20/May/2015:12:05:17 +0000] \"GET /a/b/c?d HTTP/1.1\" 200 1 \"-\" \"a\" 7",
                $"h - - [20/May/2015:12:05:17 +0000] \"GET /{text}/b/{text}?{text}/ HTTP/1.1\" 200 1",
                $"h - u [20/May/2015:12:05:17 +0000] \"PUT / HTTP/2.0\" 200 {text} \"{text}\" \"{text}{text}\" {text}",
                $"h - u [20/May/2015:12:05:17 +0000] \"PUT / HTTP/2.0\" 200 1 \"-\" \"a\\\"{text}\" 12 {text}12",
            ];
            foreach (var line in lines) Parsed.Combined(Encoding.Latin1.GetBytes(line), fields, fast, plain); // compares them
        }
    }

    [Fact]
    public void Reads_short_requests_torn_at_any_byte_the_fast_way_as_the_plain_way()
    {
        var fields = new LogFields(Paths);
        var source = Web with { Latency = LatencyUnit.S };
        var (fast, plain) = (new BlockCombinedParser(fields, source), new CombinedParser(fields, source));
        foreach (var head in Heads)
        {
            foreach (var request in ShortRequests)
            {
                var start = $"{head} [20/May/2015:12:05:35 +0000] \"{request}";
                ForEachBeginning(start, from: 0, line => Parsed.Combined(line, fields, fast, plain)); // compares them
                foreach (var end in Ends) ForEachBeginning(start + end, start.Length + 1, line => Parsed.Combined(line, fields, fast, plain));
            }
        }
    }

    [Theory]
    [InlineData(LatencyUnit.None, 2, false)]
    [InlineData(LatencyUnit.None, 2, true)]
    [InlineData(LatencyUnit.S, 1, false)]
    [InlineData(LatencyUnit.Us, 64, true)]
    public void Reads_whole_and_damaged_lines_the_fast_way_as_the_plain_way(LatencyUnit unit, int segments, bool withFilters)
    {
        var fields = new LogFields(withFilters ? Paths : []);
        var source = Web with { Latency = unit, ApiSegments = segments };
        var (fast, plain) = (new BlockCombinedParser(fields, source), new CombinedParser(fields, source));
        var random = new Random(17);
        for (var i = 0; i < 12_000; i++)
        {
            var line = Line(random);
            Parsed.Combined(i % 3 == 0 ? Damaged(line, random) : line, fields, fast, plain); // compares them
        }
        Assert.InRange(fast.PlainLogs, 5000, 19_000);
    }

    private static void ForEachBeginning(string text, int from, Action<byte[]> check)
    {
        var line = Encoding.Latin1.GetBytes(text);
        for (var length = from; length <= line.Length; length++) check(line[..length]);
    }

    private static byte[] Line(Random random)
    {
        string Part(string[] parts) => parts[random.Next(4) > 0 ? random.Next(Math.Min(parts.Length, 4)) : random.Next(parts.Length)];
        return Encoding.Latin1.GetBytes($"{Part(Heads)} [{Part(Times)}] \"{Part(Methods)} {Part(Targets)}{Part(Protocols)}{Part(Ends)}");
    }

    private static byte[] Damaged(byte[] line, Random random)
    {
        var bytes = line.ToList();
        for (var i = random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)"\"\\ []/?#:-09\r\0"[random.Next(14)]); break;
                case 3: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                default: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
            }
        }
        return [.. bytes];
    }
}
