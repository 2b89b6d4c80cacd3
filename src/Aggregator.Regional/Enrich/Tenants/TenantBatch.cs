using Aggregator.Core.Aggregation;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>Tenants that are asked for in one query, and what came of it. Any thread may wait for the answer.</summary>
internal sealed class TenantBatch
{
    private readonly List<string> _uids = [];
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IReadOnlyDictionary<string, TenantLevel>? _levels;

    /// <summary>The tenants; no more are added once the batch is queued.</summary>
    public IReadOnlyList<string> Uids => _uids;

    /// <summary>Ends when the answer is there, or there will be none.</summary>
    public Task Completed => _completed.Task;

    /// <summary>The answer; null as long as there is none.</summary>
    public IReadOnlyDictionary<string, TenantLevel>? Levels => _levels;

    public void Add(string uid) => _uids.Add(uid);

    /// <summary>Here is the answer; null when there will be none.</summary>
    public void Complete(IReadOnlyDictionary<string, TenantLevel>? levels)
    {
        _levels = levels;
        _completed.SetResult();
    }
}
