using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>
/// The exposition as bytes over HTTP. A standalone that has read old files to their end shows the same roll-ups for ever, so
/// that two scrapes can be compared.
/// </summary>
public sealed class ExpositionOverHttpTests
{
    [Fact]
    public async Task A_compressed_scrape_has_the_same_bytes_and_Prometheus_takes_every_line()
    {
        using var data = new TemporaryFolder();
        await using var standalone = AggregatorProcess.Start(
        [
            "standalone", "--config", Repository.Sample("live.yaml"), "--data-dir", data.Path, "--listen", "127.0.0.1:0",
            "--input", Repository.Sample("gateway.jsonl"),
        ]);
        var metrics = await standalone.AddressAsync();
        using var http = new HttpClient();
        await Eventually.Async(
            () => Exposition.ScrapeAsync(http, metrics),
            scrape => scrape.Sum("namespace_product_gw_http_req_total") > 2900 && scrape.Sum("namespace_product_gw_http_req") > 0);

        foreach (var part in (string[])["product", "api", "error_code", "tenant"])
        {
            var address = new Uri($"{metrics}/{part}");
            Assert.Equal(await http.GetStringAsync(address), await CompressedAsync(http, address));
        }
        Assert.Equal(SeriesOf(await http.GetStringAsync(metrics)), SeriesOf(await CompressedAsync(http, metrics)));

        await using var prometheus = await PrometheusServer.StartAsync(metrics.Authority, TimeSpan.FromSeconds(1));
        var scraped = await Eventually.Async(() => prometheus.Queries.QueryAsync("scrape_samples_scraped > 0"), series => series.Count > 0);
        Assert.Equal(SeriesOf(await http.GetStringAsync(metrics)).Count, scraped[0].Last);
        var (exitCode, complaints) = await Promtool.CheckMetricsAsync(await http.GetStringAsync(metrics));
        Assert.Equal("", complaints);
        Assert.Equal(0, exitCode);
    }

    private static async Task<string> CompressedAsync(HttpClient http, Uri address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var answer = await http.SendAsync(request);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        await using var plain = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Every line without its value: the job's own telemetry changes from one scrape to the next.</summary>
    private static List<string> SeriesOf(string exposition) => [.. Exposition.Parse(exposition).Samples.Select(sample => sample.Series)];
}
