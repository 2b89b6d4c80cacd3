using Aggregator.Central;
using Aggregator.Central.Topics;
using Aggregator.Configuration;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Core.Telemetry;
using Aggregator.Regional.Telemetry;
using Aggregator.Reports;
using Aggregator.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aggregator.Standalone;

/// <summary>
/// Both tiers in one process with no server: a regional job a region, the central job, and <c>/metrics</c>. Starts from
/// the tables to the sources and stops in the reverse order, so that everything that was read is in the last publication.
/// </summary>
public sealed class StandaloneJob(AggregatorOptions options, StandaloneRequest request, TextWriter output, ILoggerFactory loggers)
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(10);

    /// <summary>Runs until <paramref name="stop"/>, the requested duration, or a failure.</summary>
    /// <returns>True when it ended as asked and its ledger is balanced.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var failure = new JobFailure();
        var time = TimeProvider.System;
        using var data = DataDirectory.Open(options.DataDir);
        using var setup = RegionSetup.Load(options, time, loggers, stop: stop);
        var regions = new List<RegionJob>();
        var topics = new List<CompactTopic>();
        try
        {
            foreach (var group in options.Sources.GroupBy(source => source.Region ?? options.Region, StringComparer.Ordinal))
            {
                regions.Add(new RegionJob(group.Key, [.. group], options, setup, failure));
            }
            var windowMs = (long)options.Windows.Size.TotalMilliseconds;
            topics.AddRange(regions.Select(region => new CompactTopic(region.Region, new LocalTopicSource(region.Region, region.Log), windowMs)));
            var eventTime = RecentLogs.AreNotExpected(options, setup.NowMs);
            using var centre = CentralJob.Open(options, topics, setup.Apis, eventTime, time, loggers, failure);
            await ServeAsync(regions, centre, setup, failure, stop);
            failure.ThrowIfAny();
            return CentralReport.Write(centre, output);
        }
        finally
        {
            foreach (var topic in topics) topic.Dispose();
            foreach (var region in regions) region.Dispose();
        }
    }

    private async Task ServeAsync(
        List<RegionJob> regions, CentralJob centre, RegionSetup setup, JobFailure failure, CancellationToken stop)
    {
        var time = setup.Time;
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        using var self = new MeterExposition("aggregator_");
        List<RegionalProgress> progress = [.. regions.Select(region => region.Progress)];
        RegionalMetrics.Register(factory, progress, setup.DeadLetters);
        CentralMetrics.Register(factory, centre.Topics);
        DimensionMetrics.Register(factory, setup.Tables.Refreshers, time);
        if (setup.Tenants.Telemetry is { } tenants) TenantMetrics.Register(factory, tenants);
        ProcessMetrics.Register(factory);

        centre.Start();
        await using var server = await MetricsServer.StartAsync(
            options.Central.Listen, new MetricsContent(() => centre.Current, self) { RefreshTables = setup.Tables.Refresh }, loggers);
        await output.WriteLineAsync($"Metrics: {server.Address}/metrics   state: {Path.GetFullPath(options.DataDir)}");

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (request.Duration is { } duration) ended.CancelAfter(duration);
        await Task.WhenAny(centre.Recovered, failure.Happened, Task.Delay(Timeout.Infinite, ended.Token));
        if (centre.Recovered.IsCompleted)
        {
            foreach (var region in regions) region.Start();
        }

        var status = new StatusLine(progress, time.GetUtcNow().ToUnixTimeMilliseconds());
        var told = TellEndAsync(regions, ended.Token);
        using var timer = new PeriodicTimer(StatusInterval, time);
        while (await failure.NextAsync(timer, ended.Token)) await PrintAsync(status, centre, time);
        await ended.CancelAsync();
        await told;

        foreach (var region in regions) region.Stop();
        centre.Stop();
        await PrintAsync(status, centre, time);
    }

    /// <summary>Says when there is nothing more to read, which else would look like a job that hangs.</summary>
    private async Task TellEndAsync(List<RegionJob> regions, CancellationToken ended)
    {
        var read = Task.WhenAll(regions.Select(region => region.Ended));
        await read.WaitAsync(ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (ended.IsCancellationRequested) return;
        var until = request.Duration is null ? "Ctrl-C" : "the end of --for";
        await output.WriteLineAsync($"Everything is read to its end. /metrics goes on serving it until {until}.");
    }

    private async Task PrintAsync(StatusLine status, CentralJob centre, TimeProvider time)
    {
        var nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var current = centre.Current;
        await output.WriteLineAsync(status.Next(nowMs, current?.SeriesCount, current?.Facts.GlobalEndMs));
    }
}
