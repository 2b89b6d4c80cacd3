using System.Text;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Deploy.Logs;

/// <summary>The shipped log_format in a real nginx, whose logs a standalone counts.</summary>
public sealed class NginxTests : IDisposable
{
    private const string Ecs = "Host: ecs.example.com\r\n";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_request_is_counted_once_whatever_is_in_it()
    {
        using var nginx = await NginxServer.StartAsync(_folder);
        await RepeatAsync(50, nginx, 200, $"GET /orders?Action=RunInstances&Version=2014-05-26&RegionId=cn-hangzhou HTTP/1.1\r\n{Ecs}X-Caller-Uid: 1098370000003503\r\n");
        await RepeatAsync(10, nginx, 503, $"POST /broken?Action=RunInstances&Version=2014-05-26 HTTP/1.1\r\n{Ecs}Content-Length: 0\r\n");
        await RepeatAsync(5, nginx, 429, $"GET /limited?Action=RunInstances HTTP/1.1\r\n{Ecs}X-Caller-Uid: 1\r\n");
        await RepeatAsync(4, nginx, 200, $"GET /a/b/c/d HTTP/1.1\r\n{Ecs}");
        await RepeatAsync(1, nginx, 200, $"GET /slow?Action=DescribeSlow HTTP/1.1\r\n{Ecs}");
        // Quotes, backslashes, control characters and bytes that are no UTF-8, in the path, the query and a header.
        await RepeatAsync(7, nginx, 200, $"GET /q\"uo\\te/\u00ff\u00fe%0a%22?Action=\"\\\u00c3( HTTP/1.1\r\n{Ecs}X-Caller-Uid: \"}}{{\\,\u0001\u0080\r\n");
        await RepeatAsync(3, nginx, 400, "\u0016\u0003\u0001 no request\r\n");
        await RepeatAsync(20, nginx, 200, "GET / HTTP/1.1\r\nHost: popwarmup.aliyuncs.com\r\n");
        await nginx.StopAsync();

        var scrape = await CountAsync(lines: 2 * 80);

        double Requests(string product, string metric) => scrape.Sum($"namespace_product_gw_{metric}_total", ("product", product));
        Assert.Equal((77, 10, 3), (Requests("ecs", "http_req"), Requests("ecs", "http_5xx"), Requests("gateway", "http_4xx")));
        Assert.Equal(50, scrape.Sum("namespace_product_gw_http_req_total", ("product", "ecs"), ("biz_region_id", "cn-hangzhou")));
        Assert.Equal(65, scrape.Sum("namespace_api_gw_http_req_total", ("product", "ecs"), ("api", "RunInstances")));
        Assert.Equal(60, scrape.Sum("namespace_api_gw_http_req_total", ("product", "ecs"), ("version", "2014-05-26")));
        Assert.Equal(4, scrape.Sum("namespace_api_gw_http_req_total", ("product", "ecs"), ("api", "GET /a/b")));
        Assert.Equal(5, scrape.Sum("namespace_error_code_gw_error_code_total", ("error_code", "Throttling.User")));
        Assert.Equal(50, scrape.Sum("namespace_tenant_gw_http_req_total", ("uid", "1098370000003503")));
        Assert.Equal(77, scrape.Sum("namespace_product_gw_rt_seconds_count", ("product", "ecs")));
        // One took a second or two, and the others next to nothing: neither format's unit is wrong.
        Assert.All((string[])["ecs", "web"], product => Assert.InRange(scrape.Sum("namespace_product_gw_rt_seconds_sum", ("product", product)), 0.5, 60));
        // The text format names no product: all are of the source's.
        Assert.Equal((80, 10, 80), (Requests("web", "http_req"), Requests("web", "http_5xx"), scrape.Sum("namespace_product_gw_rt_seconds_count", ("product", "web"))));
        Assert.Equal(160, scrape.Sum("aggregator_central_logs_total", ("outcome", "aggregated")));
        Assert.Equal(1, scrape.Sum("aggregator_central_ledger_balanced"));
    }

    /// <summary>Sends a request, written as Latin-1 bytes, again and again.</summary>
    private static async Task RepeatAsync(int times, NginxServer nginx, int status, string request)
    {
        for (var i = 0; i < times; i++) Assert.Equal(status, await nginx.SendAsync(Encoding.Latin1.GetBytes(request + "Connection: close\r\n\r\n")));
    }

    /// <summary>What a standalone makes of both logs, once it has read so many lines.</summary>
    private async Task<Exposition> CountAsync(int lines)
    {
        await File.WriteAllTextAsync(
            _folder["aggregator.yaml"],
            """
            region: here
            data_dir: data
            sources:
              - { file: json.log, format: gateway-json }
              - { file: combined.log, format: combined, product: web, latency: s }
            central: { listen: "127.0.0.1:0", first_zero_for: 0s, tenants_without_level: true }
            """,
            TestContext.Current.CancellationToken);
        await using var standalone = AggregatorProcess.Start(["standalone", "--config", _folder["aggregator.yaml"]]);
        var metrics = await standalone.AddressAsync();
        var scrape = await Eventually.Async(() => Exposition.ScrapeAsync(_http, metrics), scrape => scrape.Sum("aggregator_central_logs_read_total") >= lines);
        Assert.Equal(lines, scrape.Sum("aggregator_central_logs_read_total"));
        Assert.Equal(0, await standalone.StopAsync());
        return scrape;
    }
}
