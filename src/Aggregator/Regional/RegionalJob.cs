using Aggregator.Configuration;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Core.Telemetry;
using Aggregator.Regional.Telemetry;
using Aggregator.Reports;
using Aggregator.Standalone;
using Aggregator.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aggregator.Regional;

/// <summary>
/// A worker of a region on Kafka: one thread that runs sessions, and a listener that tells how it is. Starts from the tables
/// to the sessions and stops in the reverse order.
/// </summary>
public sealed class RegionalJob(AggregatorOptions options, RegionalRequest request, TextWriter output, ILoggerFactory loggers)
{
    private static readonly TimeSpan StatusInterval = TimeSpan.FromSeconds(10);

    /// <summary>A worker that has partitions and did not flush for this long is not ready: two transactions that timed out.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private readonly WorkerTelemetry _telemetry = new(new RegionalProgress(options.Region), new KafkaTelemetry());

    /// <summary>Runs until <paramref name="stop"/>, the requested duration, or a defect.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var failure = new JobFailure();
        using var setup = RegionSetup.Load(options, TimeProvider.System, loggers, ConfigurationPurpose.Regional, stop);
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        using var self = new MeterExposition("aggregator_");
        RegionalMetrics.Register(factory, [_telemetry.Progress], setup.DeadLetters);
        RegionalMetrics.RegisterKafka(factory, options.Region, _telemetry.Kafka);
        DimensionMetrics.Register(factory, setup.Tables.Refreshers, setup.Time);
        if (setup.Tenants.Telemetry is { } tenants) TenantMetrics.Register(factory, tenants);
        ProcessMetrics.Register(factory);

        var content = new MetricsContent(() => null, self) { WhyNotReady = () => WhyNotReady(setup), RefreshTables = setup.Tables.Refresh };
        await using var server = await MetricsServer.StartAsync(options.Http.Listen, content, loggers);
        await output.WriteLineAsync($"Metrics: {server.Address}/metrics   worker: {options.Region}/{options.Worker}");

        using var worker = new JobThread($"regional {options.Region}", Sessions(setup).Run, failure);
        worker.Start();
        await StatusAsync(setup, failure, stop);
        worker.Stop();
        Print(new StatusLine([_telemetry.Progress], setup.NowMs), setup);
        if (failure.First is { } first) throw new InvalidOperationException($"the {first.Thread} thread ended: {first.Exception.Message}", first.Exception);
    }

    private SessionLoop Sessions(RegionSetup setup)
    {
        var identity = new WorkerIdentity(options.Region, options.Worker, (options.Kafka ?? throw new InvalidOperationException("There is no kafka.")).GroupOf(options.Region));
        var session = new RegionalSession(options, identity, setup, _telemetry, loggers);
        return new SessionLoop(session.Run, _telemetry.Kafka, new Backoff(Random.Shared), setup.Time, loggers.CreateLogger<SessionLoop>());
    }

    /// <summary>A line now and then, until the end.</summary>
    private async Task StatusAsync(RegionSetup setup, JobFailure failure, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (request.Duration is { } duration) ended.CancelAfter(duration);
        var status = new StatusLine([_telemetry.Progress], setup.NowMs);
        using var timer = new PeriodicTimer(StatusInterval, setup.Time);
        while (await failure.NextAsync(timer, ended.Token)) Print(status, setup);
    }

    private void Print(StatusLine status, RegionSetup setup)
    {
        var lag = _telemetry.Kafka.Positions.Sum(position => position.Messages);
        output.WriteLine($"{status.Next(setup.NowMs)} · {Quantity.Of(_telemetry.Kafka.Positions.Count, "partition")} · {Quantity.Of(lag, "message")} behind");
    }

    private string? WhyNotReady(RegionSetup setup)
    {
        var kafka = _telemetry.Kafka;
        if (!kafka.IsAssigned) return "no partitions are assigned yet; the log says why if that lasts";
        if (kafka.Positions.Count == 0) return null;
        var silentMs = setup.NowMs - _telemetry.Progress.Current.LastFlushMs;
        return silentMs <= (LongestSilence + options.Windows.FlushInterval).TotalMilliseconds ? null : "the last flush was too long ago; the log says why";
    }
}
