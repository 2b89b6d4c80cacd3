using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Faults;

/// <summary>
/// One way in which requests go wrong: which ones (all that match every condition given), how often, and how. Added to
/// <see cref="FaultTable"/>, where it stays until it has acted <see cref="Times"/> times or is removed.
/// </summary>
public sealed class Fault
{
    private readonly TaskCompletionSource _acted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _hits;

    /// <summary>What happens to a request that matches.</summary>
    public required FaultEffect Effect { get; init; }

    /// <summary>Answered by <see cref="FaultEffect.AnswerError"/>.</summary>
    public ErrorCode Error { get; init; } = ErrorCode.UnknownServerError;

    /// <summary>Waited before anything else happens, whatever the effect.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Only requests of this kind.</summary>
    public ApiKey? Api { get; init; }

    /// <summary>Only requests of the client with this <c>client.id</c>.</summary>
    public string? ClientId { get; init; }

    /// <summary>Only requests that this says yes to; called on the broker's threads.</summary>
    public Func<RequestFacts, bool>? When { get; init; }

    /// <summary>Acts on so many requests.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>The share of the matching requests that it acts on, drawn at random.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Requests that it has acted on.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <summary>Ends when it has acted for the first time.</summary>
    public Task Acted => _acted.Task;

    internal bool Matches(RequestFacts request) =>
        Hits < Times && (Api is null || Api == request.Api) && (ClientId is null || ClientId.Equals(request.ClientId, StringComparison.Ordinal)) && (When?.Invoke(request) ?? true);

    internal void Hit()
    {
        Interlocked.Increment(ref _hits);
        _acted.TrySetResult();
    }
}

/// <summary>What a fault does to a request.</summary>
public enum FaultEffect
{
    /// <summary>Nothing more than its delay.</summary>
    Handle,

    /// <summary>The connection closes; the request has had no effect.</summary>
    DropBefore,

    /// <summary>The request has its effect, then the connection closes instead of the answer.</summary>
    DropAfter,

    /// <summary>An error is answered; the request has had no effect.</summary>
    AnswerError,
}
