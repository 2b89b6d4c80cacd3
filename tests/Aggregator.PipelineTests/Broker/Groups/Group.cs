using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Groups;

/// <summary>
/// One consumer group. A rebalance gathers the members (Preparing), waits for the leader's assignment (Completing) and is then
/// Stable until somebody joins, leaves, or is not heard for its session timeout. Guarded by the broker's lock; who must wait
/// gets a task that ends outside of it.
/// </summary>
internal sealed class Group(TimeSpan initialDelay, Func<long> nowMs)
{
    private readonly List<GroupMember> _members = [];
    private string _protocol = "";
    private GroupMember? _leader;
    private long _deadlineMs;
    private bool _isFirstRebalance;

    public GroupState State { get; private set; } = GroupState.Empty;

    /// <summary>Grows with every rebalance.</summary>
    public int Generation { get; private set; }

    public IReadOnlyList<GroupMember> Members => _members;

    /// <summary>Its committed offsets, which outlive the members.</summary>
    public GroupOffsets Offsets { get; } = new();

    public GroupMember? Find(string memberId) => _members.Find(m => Same(m.Id, memberId));

    public GroupMember? FindInstance(string instanceId) => _members.Find(m => Same(m.InstanceId, instanceId));

    /// <summary>Whether the members can agree on an assignor with a newcomer.</summary>
    public bool Fits(JoinRequest request) =>
        request.Protocols.Count > 0 && _members.All(m => Same(m.Request.ProtocolType, request.ProtocolType))
        && request.Protocols.Any(p => _members.All(m => m.Request.Supports(p.Name)));

    /// <summary>A newcomer always causes a rebalance.</summary>
    public Task<JoinResult> Add(GroupMember member, JoinRequest request)
    {
        _members.Add(member);
        return JoinRebalance(member, request);
    }

    /// <summary>Joins a rebalance; begins it when none is on.</summary>
    public Task<JoinResult> JoinRebalance(GroupMember member, JoinRequest request)
    {
        member.Request = request;
        member.LastSeenMs = nowMs();
        var answer = member.WaitForJoin();
        if (State != GroupState.Preparing) BeginRebalance();
        TryComplete();
        return answer;
    }

    /// <summary>The present generation, for a member whose return changes nothing.</summary>
    public JoinResult Current(GroupMember member, string leaderId)
    {
        member.LastSeenMs = nowMs();
        return new JoinResult(ErrorCode.None, Generation, _protocol, leaderId, member.Id, Same(leaderId, member.Id) ? DescribeMembers() : []);
    }

    /// <summary>Id of the leader; empty without one.</summary>
    public string LeaderId => _leader?.Id ?? "";

    /// <summary>Takes the leader's assignment, or waits for it.</summary>
    public Task<SyncResult> Sync(GroupMember member, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> assignments)
    {
        member.LastSeenMs = nowMs();
        if (State == GroupState.Preparing) return Task.FromResult(new SyncResult(ErrorCode.RebalanceInProgress));
        if (State == GroupState.Stable) return Task.FromResult(new SyncResult(ErrorCode.None, member.Assignment));
        var answer = member.WaitForSync();
        if (member == _leader) Assign(assignments);
        return answer;
    }

    /// <summary>Whether a member may act for a generation.</summary>
    public ErrorCode Check(string memberId, string? instanceId, int generation)
    {
        if (instanceId is not null && FindInstance(instanceId) is { } holder && !Same(holder.Id, memberId)) return ErrorCode.FencedInstanceId;
        if (Find(memberId) is null) return ErrorCode.UnknownMemberId;
        return generation == Generation ? ErrorCode.None : ErrorCode.IllegalGeneration;
    }

    /// <summary>A member's sign of life, already checked.</summary>
    public ErrorCode Heartbeat(string memberId)
    {
        Find(memberId)!.LastSeenMs = nowMs();
        return State == GroupState.Preparing ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    public void Remove(GroupMember member)
    {
        if (!_members.Remove(member)) return;
        member.Answer(JoinResult.Refused(ErrorCode.UnknownMemberId, member.Id));
        member.Answer(new SyncResult(ErrorCode.UnknownMemberId));
        if (State != GroupState.Preparing) BeginRebalance();
        TryComplete();
    }

    /// <summary>Removes members that were not heard for their session timeout, and ends a rebalance that is due.</summary>
    public void Tick()
    {
        foreach (var silent in _members.FindAll(m => !m.Waits && nowMs() - m.LastSeenMs > m.Request.SessionTimeoutMs)) Remove(silent);
        TryComplete();
    }

    /// <summary>After a time in which the broker heard nobody, every session begins anew.</summary>
    public void RenewSessions()
    {
        foreach (var member in _members) member.LastSeenMs = nowMs();
    }

    private void BeginRebalance()
    {
        _isFirstRebalance = State == GroupState.Empty;
        State = GroupState.Preparing;
        var patience = _isFirstRebalance ? initialDelay : TimeSpan.FromMilliseconds(_members.Select(m => m.Request.RebalanceTimeoutMs).DefaultIfEmpty().Max());
        _deadlineMs = nowMs() + (long)patience.TotalMilliseconds;
        foreach (var member in _members) member.Answer(new SyncResult(ErrorCode.RebalanceInProgress));
    }

    // Dynamic members that did not come are left out; static ones keep their place until their session ends.
    private void TryComplete()
    {
        if (State != GroupState.Preparing) return;
        var isDue = nowMs() >= _deadlineMs;
        var allJoined = _members.TrueForAll(m => m.Join is not null);
        if (_members.Count > 0 && !isDue && (_isFirstRebalance || !allJoined)) return;
        _members.RemoveAll(m => m.Join is null && m.InstanceId is null);
        if (_members.Count > 0 && _members.TrueForAll(m => m.Join is null)) return;
        Generation++;
        if (_members.Count == 0) (State, _leader) = (GroupState.Empty, null);
        else CompleteJoin();
    }

    private void CompleteJoin()
    {
        State = GroupState.Completing;
        if (_leader?.Join is null || !_members.Contains(_leader)) _leader = _members.First(m => m.Join is not null);
        _protocol = _leader.Request.Protocols.First(p => _members.TrueForAll(m => m.Request.Supports(p.Name))).Name;
        foreach (var member in _members)
        {
            // An assignment belongs to its generation; one who does not get a new one has none.
            member.Assignment = default;
            if (member.Join is not null) member.Answer(Current(member, _leader.Id));
        }
    }

    private void Assign(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> assignments)
    {
        State = GroupState.Stable;
        foreach (var member in _members)
        {
            member.Assignment = assignments.GetValueOrDefault(member.Id);
            if (member.Sync is null) continue;
            member.LastSeenMs = nowMs();
            member.Answer(new SyncResult(ErrorCode.None, member.Assignment));
        }
    }

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);

    private List<JoinedMember> DescribeMembers() =>
        _members.ConvertAll(m => new JoinedMember(m.Id, m.InstanceId, m.Request.Protocols.First(p => Same(p.Name, _protocol)).Metadata));
}

/// <summary>Where a group is in its rebalance.</summary>
public enum GroupState
{
    Empty,
    Preparing,
    Completing,
    Stable,
}
