using Aggregator.PipelineTests.Prometheus;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>A real Prometheus and a real Alertmanager with the shipped configuration and rules, and a receiver at the end.</summary>
internal sealed class MonitoringStack : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private MonitoringStack()
    {
    }

    /// <summary>What Alertmanager sent.</summary>
    public WebhookReceiver Receiver { get; } = new();

    /// <summary>Sends to the receiver.</summary>
    public AlertmanagerServer Alertmanager { get; private set; } = null!;

    /// <summary>Scrapes and evaluates.</summary>
    public PrometheusServer Prometheus { get; private set; } = null!;

    /// <summary>Asks Prometheus.</summary>
    public PromQl Queries => Prometheus.Queries;

    /// <summary>Starts all of it. The targets need not be there yet: Prometheus is to see how every series begins.</summary>
    /// <param name="central">Host and port of the central job, or of a standalone.</param>
    /// <param name="regional">Hosts and ports of the regional jobs.</param>
    /// <param name="change">What is to be otherwise in every file; null for nothing.</param>
    /// <param name="team">Rules beside the shipped ones; null for none.</param>
    public static async Task<MonitoringStack> StartAsync(
        string central, IReadOnlyList<string> regional, Func<string, string>? change = null, string? team = null)
    {
        var stack = new MonitoringStack();
        change ??= text => text;
        ShippedConfiguration.WriteAlertmanager(stack._folder.Path, stack.Receiver.Address, change);
        stack.Alertmanager = await AlertmanagerServer.StartInAsync(stack._folder.Path);
        ShippedConfiguration.WritePrometheus(stack._folder.Path, central, stack.Alertmanager.Address, regional, change);
        if (team is not null) ShippedConfiguration.AddTeam(stack._folder.Path, team);
        stack.Prometheus = await PrometheusServer.StartInAsync(stack._folder.Path);
        return stack;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Of a start that failed, some parts were never there.
        if (Prometheus is not null) await Prometheus.DisposeAsync();
        if (Alertmanager is not null) await Alertmanager.DisposeAsync();
        await Receiver.DisposeAsync();
        _folder.Dispose();
    }
}
