using System.Diagnostics.Metrics;
using Aggregator.Central.Topics.Kafka;
using Aggregator.Configuration;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Core.Telemetry;
using Aggregator.Dimensions;
using Aggregator.Reports;
using Aggregator.Standalone;
using Aggregator.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aggregator.Central;

/// <summary>
/// <c>aggregator central</c>: the regions' compact topics on Kafka to <c>/metrics</c>. Starts and serves whether brokers
/// answer or not; stops in the reverse order, with the last publication and the state saved.
/// </summary>
public sealed class CentralService(AggregatorOptions options, CentralRequest request, TextWriter output, ILoggerFactory loggers)
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(10);

    /// <summary>Runs until <paramref name="stop"/>, the requested duration, or a failure.</summary>
    /// <returns>True when it ended as asked, its ledger is balanced and no region is held.</returns>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var failure = new JobFailure();
        using var data = DataDirectory.Open(options.DataDir);
        using var tables = HeldTables.Open(options.Dimensions, TableFolder.Of(options, ConfigurationPurpose.Central), TimeProvider.System, loggers);
        var apis = tables.LoadApis(stop);
        using var regions = RegionTopics.Open(options, request.Skips, loggers);
        using var centre = CentralJob.Open(options, regions.Topics, apis, eventTime: false, TimeProvider.System, loggers, failure);
        await ServeAsync(regions, centre, tables, failure, stop);
        failure.ThrowIfAny();
        return CentralReport.Write(centre, output);
    }

    private async Task ServeAsync(RegionTopics regions, CentralJob centre, HeldTables tables, JobFailure failure, CancellationToken stop)
    {
        var time = TimeProvider.System;
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        using var self = new MeterExposition("aggregator_");
        CentralMetrics.Register(factory, centre.Topics);
        KafkaTopicMetrics.Register(factory, regions.Sources);
        DimensionMetrics.Register(factory, tables.Refreshers, time);
        ProcessMetrics.Register(factory);

        centre.Start();
        await using var server = await MetricsServer.StartAsync(
            options.Central.Listen, new MetricsContent(() => centre.Current, self) { RefreshTables = tables.Refresh }, loggers);
        await output.WriteLineAsync($"Metrics: {server.Address}/metrics   state: {Path.GetFullPath(options.DataDir)}");

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (request.Duration is { } duration) ended.CancelAfter(duration);
        var status = new CentralStatusLine(centre.Topics, time.GetUtcNow().ToUnixTimeMilliseconds());
        using var timer = new PeriodicTimer(StatusInterval, time);
        while (await failure.NextAsync(timer, ended.Token)) await PrintAsync(status, centre, time);

        centre.Stop();
        await PrintAsync(status, centre, time);
    }

    private async Task PrintAsync(CentralStatusLine status, CentralJob centre, TimeProvider time) =>
        await output.WriteLineAsync(status.Next(time.GetUtcNow().ToUnixTimeMilliseconds(), centre.Current));
}
