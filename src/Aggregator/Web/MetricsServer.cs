using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Aggregator.Central.Expose;
using Aggregator.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aggregator.Web;

/// <summary>
/// Serves the exposition over HTTP: <c>/metrics</c> and its parts, health, and a page that says where to look. Requests
/// read the last published snapshot, which never changes. One asks for something: <c>POST /-/refresh</c>.
/// </summary>
public sealed class MetricsServer : IAsyncDisposable
{
    // A scrape that is being written keeps its snapshot alive, however old: slow readers must not add up.
    private const int ScrapesAtOnce = 8;

    private readonly SemaphoreSlim _scrapes = new(ScrapesAtOnce);
    private readonly WebApplication _app;
    private readonly MetricsContent _content;

    private MetricsServer(WebApplication app, MetricsContent content)
    {
        _app = app;
        _content = content;
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:9464</c>.</summary>
    public string Address => _app.Urls.First();

    /// <summary>Starts to listen.</summary>
    /// <exception cref="IOException">The address is in use or not this machine's.</exception>
    public static async Task<MetricsServer> StartAsync(string listen, MetricsContent content, ILoggerFactory loggers)
    {
        var endPoint = await ResolveAsync(listen);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(loggers);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(endPoint));
        builder.Services.AddResponseCompression(compression =>
        {
            compression.Providers.Add<GzipCompressionProvider>();
            compression.MimeTypes = ["text/plain"];
        });
        // A scrape of 500,000 series takes 90 ms at this level and shrinks to a seventh.
        builder.Services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
        var app = builder.Build();
        var server = new MetricsServer(app, content);
        app.UseResponseCompression();
        server.MapEndpoints();
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new IOException($"cannot listen on {listen} ({e.Message}); stop what listens there, or name another with --listen or in the configuration", e);
        }
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _scrapes.Dispose();
    }

    private static async Task<IPEndPoint> ResolveAsync(string listen)
    {
        if (IPEndPoint.TryParse(listen, out var endPoint)) return endPoint;
        if (!ListenAddress.TryParse(listen, out var address)) throw new ArgumentException($"'{listen}' is no address.", nameof(listen));
        var found = await Dns.GetHostAddressesAsync(address.Host);
        return new IPEndPoint(found[0], address.Port);
    }

    private void MapEndpoints()
    {
        _app.MapGet("/", () => Results.Content(IndexPage.Html, "text/html; charset=utf-8"));
        _app.MapGet("/healthz", () => Results.Text("ok\n"));
        _app.MapGet("/readyz", () => _content.WhyNotReady() is { } reason
            ? Results.Text($"{reason}\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text("ready\n"));
        _app.MapPost("/-/refresh", () => Results.Text(
            $"tables from the database that are refreshed now: {_content.RefreshTables()}\n", statusCode: StatusCodes.Status202Accepted));
        _app.MapGet("/metrics", context => WriteAsync(context, null));
        foreach (var part in MetricsContent.Parts)
        {
            _app.MapGet($"/metrics/{NameOf(part)}", context => WriteAsync(context, part));
        }
    }

    private async Task WriteAsync(HttpContext context, ExpositionPart? part)
    {
        if (!await _scrapes.WaitAsync(0))
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync($"{ScrapesAtOnce} scrapes are under way already; try again.\n");
            return;
        }
        try
        {
            await WriteScrapeAsync(context, part);
        }
        finally
        {
            _scrapes.Release();
        }
    }

    private async Task WriteScrapeAsync(HttpContext context, ExpositionPart? part)
    {
        context.Response.ContentType = ExpositionSnapshot.ContentType;
        await context.Response.StartAsync(context.RequestAborted);
        await _content.WriteAsync(context.Response.BodyWriter, part, context.RequestAborted);
    }

    private static string NameOf(ExpositionPart part) => JsonNamingPolicy.SnakeCaseLower.ConvertName(part.ToString());
}
