using System.Globalization;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Memory;

/// <summary>A standalone that reads a file of logs with all defaults and may take 512 MB for its objects, not a byte more.</summary>
internal sealed class BoundedJob : IAsyncDisposable
{
    /// <summary>What the runtime allows: past it an allocation fails and the process dies.</summary>
    public const long HeapLimitBytes = 512L * 1024 * 1024;

    private static readonly TimeSpan WithoutProgress = TimeSpan.FromSeconds(60);

    private readonly HttpClient _http = new();
    private readonly AggregatorProcess _process;

    private BoundedJob(AggregatorProcess process, Uri metrics) => (_process, Metrics) = (process, metrics);

    /// <summary>Where it is scraped.</summary>
    public Uri Metrics { get; }

    /// <summary>Most bytes of objects, dead ones included, that a scrape saw so far.</summary>
    public double PeakHeapBytes { get; private set; }

    /// <summary>Starts it in a folder that holds <c>logs.jsonl</c> and perhaps <c>tables</c>.</summary>
    public static async Task<BoundedJob> StartAsync(TemporaryFolder folder)
    {
        await File.WriteAllTextAsync(
            folder["bounded.yaml"],
            $$"""
            region: cn-hangzhou
            data_dir: data
            sources: [{ file: logs.jsonl, format: gateway-json, follow: false }]
            dimensions: {{(Directory.Exists(folder["tables"]) ? "{ tenants: { csv: tables/tenants.csv } }" : "{}")}}
            central: { listen: 127.0.0.1:0 }
            """);
        // The runtime takes the number as hexadecimal.
        var limit = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_GCHeapHardLimit"] = HeapLimitBytes.ToString("X", CultureInfo.InvariantCulture),
        };
        var process = AggregatorProcess.Start(["standalone", "--config", folder["bounded.yaml"]], limit);
        try
        {
            return new BoundedJob(process, await process.AddressAsync());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until this many logs are counted, for as long as there is progress.</summary>
    /// <returns>What the job says of itself then.</returns>
    public async Task<Exposition> CountedAsync(long logs)
    {
        var (counted, deadline) = (0.0, TimeProvider.System.GetUtcNow() + WithoutProgress);
        while (true)
        {
            var self = await Exposition.ScrapeAsync(_http, Metrics, "self");
            PeakHeapBytes = Math.Max(PeakHeapBytes, self.Sum("dotnet_gc_heap_bytes"));
            var now = self.Sum("aggregator_central_counted_logs_total");
            if (now >= logs) return self;
            if (now > counted) (counted, deadline) = (now, TimeProvider.System.GetUtcNow() + WithoutProgress);
            if (TimeProvider.System.GetUtcNow() > deadline) throw new TimeoutException($"Stuck at {now} of {logs} logs:\n{_process.Output}");
            await Task.Delay(500);
        }
    }

    /// <summary>One metric's series, read line by line: a scrape can be hundreds of MB.</summary>
    public async Task<SeriesTotals> TotalsAsync(string part, string metric)
    {
        // The client's own timeout ends with the answer's head.
        using var late = new CancellationTokenSource(WithoutProgress);
        using var reader = new StreamReader(await _http.GetStreamAsync(new Uri($"{Metrics}/{part}"), late.Token));
        var totals = new SeriesTotals();
        while (await reader.ReadLineAsync(late.Token) is { } line)
        {
            if (line.StartsWith(metric + "{", StringComparison.Ordinal)) totals.Add(line);
        }
        return totals;
    }

    /// <summary>SIGTERM; its exit code and all that it wrote.</summary>
    public async Task<(int ExitCode, string Output)> StopAsync() => (await _process.StopAsync(), _process.Output);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }
}
