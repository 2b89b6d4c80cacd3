using Aggregator.PipelineTests.Broker.Groups;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>JoinGroup, SyncGroup, Heartbeat and LeaveGroup. The first two wait for the other members.</summary>
internal sealed class GroupRequests(BrokerState state)
{
    public IEnumerable<ApiHandler> Handlers =>
    [
        new(ApiKey.JoinGroup, 0, 5, ApiHandler.NeverFlexible, JoinAsync),
        new(ApiKey.SyncGroup, 0, 3, ApiHandler.NeverFlexible, SyncAsync),
        ApiHandler.Locked(state.Gate, ApiKey.Heartbeat, 0, 3, Heartbeat),
        ApiHandler.Locked(state.Gate, ApiKey.LeaveGroup, 0, 1, Leave),
    ];

    private async ValueTask<bool> JoinAsync(Request request, ResponseWriter response)
    {
        var (group, join) = ReadJoin(request);
        Task<JoinResult> answer;
        lock (state.Gate) answer = Admit(group, join, request.Forced);
        var result = await answer;

        if (request.Version >= 2) response.Int32(0);
        response.Error(result.Error).Int32(result.Generation).Text(result.Protocol).Text(result.Leader).Text(result.MemberId);
        response.Array(result.Members, member =>
        {
            response.Text(member.Id);
            if (request.Version >= 5) response.Text(member.InstanceId);
            response.Binary(member.Metadata);
        });
        return true;
    }

    private Task<JoinResult> Admit(string group, JoinRequest join, ErrorCode forced)
    {
        var error = forced != ErrorCode.None ? forced
            : group.Length == 0 ? ErrorCode.InvalidGroupId
            : join.SessionTimeoutMs < state.Options.ShortestSession.TotalMilliseconds ? ErrorCode.InvalidSessionTimeout
            : ErrorCode.None;
        return error == ErrorCode.None ? state.Groups.Admission(group).Join(join) : Task.FromResult(JoinResult.Refused(error, join.MemberId));
    }

    private static (string Group, JoinRequest Join) ReadJoin(Request request)
    {
        var (body, version) = (request.Body, request.Version);
        var (group, sessionMs) = (body.Text(), body.Int32());
        var rebalanceMs = version >= 1 ? body.Int32() : sessionMs;
        var memberId = body.Text();
        var instanceId = version >= 5 ? body.NullableText() : null;
        var protocolType = body.Text();
        var protocols = body.Array(r => new GroupProtocol(r.Text(), r.Binary()));
        return (group, new JoinRequest(memberId, instanceId, sessionMs, rebalanceMs, protocolType, protocols, MemberIdRequired: version >= 4));
    }

    private async ValueTask<bool> SyncAsync(Request request, ResponseWriter response)
    {
        var (body, version) = (request.Body, request.Version);
        var (groupId, generation, memberId) = (body.Text(), body.Int32(), body.Text());
        var instanceId = version >= 3 ? body.NullableText() : null;
        var assignments = body.Array(r => KeyValuePair.Create(r.Text(), r.Binary())).ToDictionary(StringComparer.Ordinal);
        Task<SyncResult> answer;
        lock (state.Gate)
        {
            var group = state.Groups[groupId];
            var error = request.Check(() => group.Check(memberId, instanceId, generation));
            answer = error == ErrorCode.None ? group.Sync(group.Find(memberId)!, assignments) : Task.FromResult(new SyncResult(error));
        }
        var result = await answer;
        if (version >= 1) response.Int32(0);
        response.Error(result.Error).Binary(result.Assignment);
        return true;
    }

    private void Heartbeat(Request request, ResponseWriter response)
    {
        var (group, generation, memberId) = (state.Groups[request.Body.Text()], request.Body.Int32(), request.Body.Text());
        var instanceId = request.Version >= 3 ? request.Body.NullableText() : null;
        var error = request.Check(() => group.Check(memberId, instanceId, generation));
        if (error == ErrorCode.None) error = group.Heartbeat(memberId);
        if (request.Version >= 1) response.Int32(0);
        response.Error(error);
    }

    private void Leave(Request request, ResponseWriter response)
    {
        var (group, memberId) = (request.Body.Text(), request.Body.Text());
        if (request.Version >= 1) response.Int32(0);
        response.Error(request.Check(() => state.Groups.Admission(group).Leave(memberId)));
    }
}
