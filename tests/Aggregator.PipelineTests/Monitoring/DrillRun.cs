using System.Globalization;
using Aggregator.PipelineTests.Prometheus;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// One run that several tests ask about: a standalone follows the log of a gateway whose products fail one after the other,
/// each at another phase of the 10 s slots; a real Prometheus and a real Alertmanager watch, with the shipped configuration.
/// After the run Prometheus still answers: every question is about a time in the past.
/// </summary>
public sealed class DrillRun : IAsyncLifetime
{
    /// <summary>The alert that is to be fast.</summary>
    public const string FastAlert = "ErrorRateFastBurn";

    /// <summary>How long after the last blip the run goes on at least, ms: a minute's rate, a scrape, an evaluation and a notification.</summary>
    public const long AfterBlipMs = 100_000;

    private const string Region = "cn-hangzhou";
    private const long SlotMs = 10_000;

    // Scrapes of a product's counters: the minute before the first failure is whole.
    private const int CalmScrapes = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CalmLimit = TimeSpan.FromSeconds(150);

    // A page that takes longer has failed, and its product goes on failing for no longer.
    private static readonly TimeSpan PageLimit = TimeSpan.FromSeconds(75);

    // A failure leaves the last minute, is scraped, evaluated, and told with the group's next notification.
    private static readonly TimeSpan ResolveLimit = TimeSpan.FromSeconds(150);

    private static readonly GenerateOptions Calm = new()
    {
        Rate = 400,
        Seed = 7,
        Tenants = 200,
        Products = 8,
        Apis = 40,
        Nodes = 8,
        Regions = [Region],
    };

    private readonly TemporaryFolder _folder = new();
    private MonitoringStack? _stack;
    private DrillGateway? _gateway;

    /// <summary>Products that go on failing until they have paged: share of 5xx, and ms after a slot's start.</summary>
    public static TheoryData<string, double, int> Outages { get; } = new()
    {
        { "ecs", 1, 1_000 },
        { "oss", 0.4, 5_000 },
        { "rds", 0.15, 9_000 },
    };

    /// <summary>Products that fail altogether, but for 10 s only: ms after the same slot's start.</summary>
    public static TheoryData<string, int> Blips { get; } = new() { { "slb", 10_000 }, { "acc", 15_000 } };

    /// <summary>What failed, by product.</summary>
    internal Dictionary<string, Drill> Drills { get; } = new(StringComparer.Ordinal);

    /// <summary>Prometheus, Alertmanager and what it sent.</summary>
    internal MonitoringStack Stack => _stack!;

    /// <summary>What the gateway wrote, in the order in which it was read.</summary>
    public IReadOnlyList<GeneratedLog> Logs => _gateway!.Written;

    /// <summary>When the first product began to fail, in ms since the Unix epoch.</summary>
    public long FirstFailureMs { get; private set; }

    /// <summary>The end of the last blip, and of the run, in ms since the Unix epoch.</summary>
    public (long BlipsMs, long RunMs) Ends { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var listen = $"127.0.0.1:{FreePort.Find()}";
        _stack = await MonitoringStack.StartAsync(listen, regional: []);
        _gateway = new DrillGateway(_folder["gateway.jsonl"], Calm, Region);
        await using var standalone = AggregatorProcess.Start(["standalone", "--config", await ConfigureAsync(listen)]);

        await WriteUntilAsync(async () => await CalmScrapesAsync() >= CalmScrapes, CalmLimit);
        var slotMs = (DrillGateway.NowMs / SlotMs + 1) * SlotMs;
        FirstFailureMs = slotMs + Outages.Min(outage => outage.Data.Item3);
        foreach (var outage in Outages) Drills.Add(outage.Data.Item1, _gateway.Fail(outage.Data.Item1, outage.Data.Item2, slotMs + outage.Data.Item3));
        foreach (var blip in Blips) Drills.Add(blip.Data.Item1, _gateway.Fail(blip.Data.Item1, share: 1, slotMs + blip.Data.Item2, slotMs + blip.Data.Item2 + SlotMs));
        var failing = Outages.Select(outage => outage.Data.Item1).ToList();
        await WriteUntilAsync(() => Task.FromResult(EndWhatHasPaged(failing)), PageLimit);
        var blipsMs = slotMs + Blips.Max(blip => blip.Data.Item2) + SlotMs;
        await WriteUntilAsync(() => Task.FromResult(DrillGateway.NowMs > blipsMs + AfterBlipMs && failing.All(product => First(product, isFiring: false) is not null)), ResolveLimit);

        Ends = (blipsMs, DrillGateway.NowMs);
        Assert.Equal(0, await standalone.StopAsync());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stack is not null) await _stack.DisposeAsync();
        _gateway?.Dispose();
        _folder.Dispose();
    }

    /// <summary>The first time that the fast alert of a product was told to fire, or to be resolved; null when it never was.</summary>
    internal Notification? First(string product, bool isFiring) => Stack.Receiver.Notifications.FirstOrDefault(n =>
        n.IsFiring == isFiring && n.Alert is FastAlert && string.Equals(n["product"], product, StringComparison.Ordinal));

    /// <summary>Writes the gateway's log until something has come about, or the time is up: the tests then tell what is missing.</summary>
    private async Task WriteUntilAsync(Func<Task<bool>> isDone, TimeSpan limit)
    {
        var endMs = DrillGateway.NowMs + (long)limit.TotalMilliseconds;
        while (!await isDone() && DrillGateway.NowMs < endMs)
        {
            _gateway!.WriteDue();
            await Task.Delay(Pause);
        }
    }

    private bool EndWhatHasPaged(List<string> failing)
    {
        foreach (var drill in failing.Select(product => Drills[product]).Where(drill => drill.EndMs == long.MaxValue))
        {
            if (First(drill.Product, isFiring: true) is not null) drill.EndMs = DrillGateway.NowMs;
        }
        return failing.All(product => Drills[product].EndMs < long.MaxValue);
    }

    private async Task<double> CalmScrapesAsync()
    {
        var scrapes = await Stack.Queries.QueryAsync("max(count_over_time(namespace_product_gw_http_req_total[10m]))");
        return scrapes.Count == 0 ? 0 : scrapes[0].Last;
    }

    private async Task<string> ConfigureAsync(string listen)
    {
        new GeneratedTables(Calm, [Region], allLevels: false).WriteCsv(_folder.Path);
        await File.WriteAllTextAsync(_folder["aggregator.yaml"], string.Create(CultureInfo.InvariantCulture, $$"""
            region: {{Region}}
            data_dir: data
            sources: [{ file: gateway.jsonl }]
            dimensions: { clusters: { csv: clusters.csv }, tenants: { csv: tenants.csv }, apis: { csv: apis.csv } }
            central: { listen: "{{listen}}" }
            """));
        return _folder["aggregator.yaml"];
    }
}
