using Aggregator.Core.Aggregation;
using Aggregator.Regional.Telemetry;
using Microsoft.Extensions.Logging;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>
/// A query that fails without an exception: up to 4 tries while the failure may pass by itself, then none until the circuit
/// lets one through. The lookup thread only.
/// </summary>
internal sealed partial class GuardedQuery(TenantQuery query, TenantTelemetry telemetry, TimeProvider time, ILogger logger)
{
    private const int Tries = 4;

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(50);

    private readonly LookupCircuit _circuit = new(time);

    /// <summary>Whether lookups are made as they are wanted. Any thread.</summary>
    public bool IsClosed => _circuit.State == CircuitState.Closed;

    /// <inheritdoc cref="LookupCircuit.LetsThrough"/>
    public bool LetsThrough => _circuit.LetsThrough;

    /// <summary>The levels; null when the database failed.</summary>
    public IReadOnlyDictionary<string, TenantLevel>? Run(IReadOnlyList<string> uids, CancellationToken stop)
    {
        // The trial's next try is the next trial.
        var tries = _circuit.BeginTrial() ? 1 : Tries;
        telemetry.Circuit = _circuit.State;
        var levels = Try(uids, tries, out var failure, stop);
        if (failure is null) Close();
        else Open(failure, stop);
        telemetry.Circuit = _circuit.State;
        return levels;
    }

    private IReadOnlyDictionary<string, TenantLevel>? Try(
        IReadOnlyList<string> uids, int tries, out LookupFailedException? failure, CancellationToken stop)
    {
        for (var (left, backoff) = (tries - 1, FirstBackoff); ; left--, backoff *= 2)
        {
            telemetry.Tried();
            try
            {
                failure = null;
                return query(uids);
            }
            catch (LookupFailedException e)
            {
                failure = e;
            }
            if (left == 0 || !failure.IsTransient) return null;
            // Between half of it and all, so that workers do not come at once.
            if (stop.WaitHandle.WaitOne(backoff * (0.5 + Random.Shared.NextDouble() / 2))) return null;
        }
    }

    private void Open(LookupFailedException failure, CancellationToken stop)
    {
        if (_circuit.Open() && !stop.IsCancellationRequested) LogOpen(logger, failure.Message);
    }

    private void Close()
    {
        if (_circuit.Close()) LogClosed(logger);
    }

    [LoggerMessage(
        1, LogLevel.Warning,
        "The levels of tenants cannot be looked up: {Problem}. Until they can, tenants keep the level that is held, or are shown as unknown; a lookup is tried every 1 to 30 s.")]
    private static partial void LogOpen(ILogger logger, string problem);

    [LoggerMessage(2, LogLevel.Information, "The levels of tenants are looked up again.")]
    private static partial void LogClosed(ILogger logger);
}
