using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Groups;

/// <summary>Decides what a JoinGroup means for a group: a newcomer, a member that comes again, a static member that is back, or nobody.</summary>
internal sealed class GroupAdmission(Group group)
{
    // Ids that were given to newcomers who have yet to ask again with them.
    private readonly HashSet<string> _promised = new(StringComparer.Ordinal);

    public Task<JoinResult> Join(JoinRequest request)
    {
        if (!group.Fits(request)) return Refuse(ErrorCode.InconsistentGroupProtocol, request.MemberId);
        return request.InstanceId is null ? JoinDynamic(request) : JoinStatic(request, request.InstanceId);
    }

    /// <summary>A member says that it goes, for good.</summary>
    public ErrorCode Leave(string memberId)
    {
        if (_promised.Remove(memberId)) return ErrorCode.None;
        if (group.Find(memberId) is not { } member) return ErrorCode.UnknownMemberId;
        group.Remove(member);
        return ErrorCode.None;
    }

    private Task<JoinResult> JoinDynamic(JoinRequest request)
    {
        if (request.MemberId.Length == 0)
        {
            var id = NewId("member");
            if (!request.MemberIdRequired) return group.Add(new GroupMember(id, null), request);
            _promised.Add(id);
            return Refuse(ErrorCode.MemberIdRequired, id);
        }
        if (group.Find(request.MemberId) is { } member) return JoinAgain(member, request);
        return _promised.Remove(request.MemberId)
            ? group.Add(new GroupMember(request.MemberId, null), request)
            : Refuse(ErrorCode.UnknownMemberId, request.MemberId);
    }

    private Task<JoinResult> JoinStatic(JoinRequest request, string instanceId)
    {
        var holder = group.FindInstance(instanceId);
        if (request.MemberId.Length == 0)
        {
            return holder is null ? group.Add(new GroupMember(NewId(instanceId), instanceId), request) : ComeBack(holder, request);
        }
        if (holder is null) return Refuse(ErrorCode.UnknownMemberId, request.MemberId);
        return holder.Id.Equals(request.MemberId, StringComparison.Ordinal) ? JoinAgain(holder, request) : Refuse(ErrorCode.FencedInstanceId, request.MemberId);
    }

    // In a stable group nothing moves: the member gets its generation and, by SyncGroup, its assignment. Even the leader's
    // successor is told the former id as leader, so that it does not assign again.
    private Task<JoinResult> ComeBack(GroupMember holder, JoinRequest request)
    {
        var leaderId = group.LeaderId;
        var unchanged = group.State == GroupState.Stable && holder.Request.SameProtocols(request);
        holder.Replace(NewId(holder.InstanceId!));
        if (!unchanged) return group.JoinRebalance(holder, request);
        holder.Request = request;
        return Task.FromResult(group.Current(holder, leaderId));
    }

    // A follower that asks for nothing new, or whose answer was lost, is answered from the present generation.
    private Task<JoinResult> JoinAgain(GroupMember member, JoinRequest request)
    {
        var settled = group.State switch
        {
            GroupState.Completing => true,
            GroupState.Stable => !member.Id.Equals(group.LeaderId, StringComparison.Ordinal),
            _ => false,
        };
        return settled && member.Request.SameProtocols(request)
            ? Task.FromResult(group.Current(member, group.LeaderId))
            : group.JoinRebalance(member, request);
    }

    private static string NewId(string stem) => $"{stem}-{Guid.NewGuid():N}";

    private static Task<JoinResult> Refuse(ErrorCode error, string memberId) => Task.FromResult(JoinResult.Refused(error, memberId));
}
