namespace Aggregator.PipelineTests.Broker.Groups;

/// <summary>One consumer of a group: what it asked for, what it was given, and the answers that it waits for.</summary>
internal sealed class GroupMember(string id, string? instanceId)
{
    /// <summary>Chosen by the broker; a static member gets another one whenever it comes back.</summary>
    public string Id { get; private set; } = id;

    /// <summary><c>group.instance.id</c> of a static member.</summary>
    public string? InstanceId => instanceId;

    public JoinRequest Request { get; set; } = JoinRequest.Nothing;

    public ReadOnlyMemory<byte> Assignment { get; set; }

    /// <summary>When it was last heard, broker time.</summary>
    public long LastSeenMs { get; set; }

    /// <summary>Its open JoinGroup.</summary>
    public TaskCompletionSource<JoinResult>? Join { get; private set; }

    /// <summary>Its open SyncGroup.</summary>
    public TaskCompletionSource<SyncResult>? Sync { get; private set; }

    /// <summary>One that waits for an answer cannot send heartbeats.</summary>
    public bool Waits => Join is not null || Sync is not null;

    /// <summary>Opens its JoinGroup; an earlier one is answered as that of an unknown member.</summary>
    public Task<JoinResult> WaitForJoin()
    {
        Answer(JoinResult.Refused(Wire.ErrorCode.UnknownMemberId, Id));
        Join = new TaskCompletionSource<JoinResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return Join.Task;
    }

    public Task<SyncResult> WaitForSync()
    {
        Answer(new SyncResult(Wire.ErrorCode.UnknownMemberId));
        Sync = new TaskCompletionSource<SyncResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        return Sync.Task;
    }

    public void Answer(JoinResult result)
    {
        Join?.TrySetResult(result);
        Join = null;
    }

    public void Answer(SyncResult result)
    {
        Sync?.TrySetResult(result);
        Sync = null;
    }

    /// <summary>A static member that came back takes the place under a new id; whoever holds the old one is fenced.</summary>
    public void Replace(string newId)
    {
        Answer(JoinResult.Refused(Wire.ErrorCode.FencedInstanceId, Id));
        Answer(new SyncResult(Wire.ErrorCode.FencedInstanceId));
        Id = newId;
    }
}
