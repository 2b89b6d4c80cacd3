using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>Waits for what Prometheus shows and Alertmanager sends; what does not come is told with all that did.</summary>
/// <param name="stack">Both of them.</param>
/// <param name="output">What the processes that are watched said, for when a wait fails.</param>
internal sealed class AlertWatch(MonitoringStack stack, Func<string> output)
{
    // The longest `for`, window and wait of the rules together, twice.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Waits until an expression has an answer.</summary>
    public Task ShowsAsync(string expression) => AwaitAsync(expression, () => stack.Queries.QueryAsync(expression), series => series.Count > 0);

    /// <summary>Waits until an alert is sent from now on: that it fires, or that it is resolved.</summary>
    public Task SendsAsync(string alert, string region = "", bool isFiring = true)
    {
        var fromMs = DrillGateway.NowMs;
        return AwaitAsync($"{alert} {region} {(isFiring ? "firing" : "resolved")}", () => Task.FromResult(stack.Receiver.Notifications), sent => sent.Any(IsIt));

        bool IsIt(Notification n) =>
            n.AtMs >= fromMs && n.IsFiring == isFiring && string.Equals(n.Alert, alert, StringComparison.Ordinal) && string.Equals(n["source_region"], region, StringComparison.Ordinal);
    }

    private async Task AwaitAsync<T>(string what, Func<Task<T>> ask, Func<T, bool> wanted)
    {
        try
        {
            await Eventually.Async(ask, wanted, Limit);
        }
        catch (TimeoutException e)
        {
            var alerts = (await stack.Queries.QueryAsync("ALERTS")).Select(alert => string.Join(' ', alert.Labels));
            throw new TimeoutException($"{what} did not come.\nAlerts now:\n{string.Join('\n', alerts)}\nSent:\n{string.Join('\n', stack.Receiver.Notifications)}\n{output()}", e);
        }
    }
}
