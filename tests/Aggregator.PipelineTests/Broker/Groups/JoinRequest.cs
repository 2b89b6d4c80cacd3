using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Groups;

/// <summary>What a member asks for when it joins. <see cref="MemberIdRequired"/>: a new member must ask again with the id it is given.</summary>
internal sealed record JoinRequest(
    string MemberId,
    string? InstanceId,
    int SessionTimeoutMs,
    int RebalanceTimeoutMs,
    string ProtocolType,
    IReadOnlyList<GroupProtocol> Protocols,
    bool MemberIdRequired)
{
    public static JoinRequest Nothing { get; } = new("", null, 0, 0, "", [], MemberIdRequired: false);

    public bool Supports(string protocol) => Protocols.Any(p => p.Name.Equals(protocol, StringComparison.Ordinal));

    public bool SameProtocols(JoinRequest other) =>
        Protocols.Count == other.Protocols.Count && Protocols.Zip(other.Protocols).All(p => p.First.SameAs(p.Second));
}

/// <summary>An assignor that a member knows, with its subscription in that assignor's form.</summary>
internal sealed record GroupProtocol(string Name, ReadOnlyMemory<byte> Metadata)
{
    public bool SameAs(GroupProtocol other) => Name.Equals(other.Name, StringComparison.Ordinal) && Metadata.Span.SequenceEqual(other.Metadata.Span);
}

/// <summary>The answer to a JoinGroup; only the leader's lists the members.</summary>
internal sealed record JoinResult(
    ErrorCode Error, int Generation, string Protocol, string Leader, string MemberId, IReadOnlyList<JoinedMember> Members)
{
    public static JoinResult Refused(ErrorCode error, string memberId) => new(error, -1, "", "", memberId, []);
}

/// <summary>A member as the leader is told of it.</summary>
internal sealed record JoinedMember(string Id, string? InstanceId, ReadOnlyMemory<byte> Metadata);

/// <summary>The answer to a SyncGroup.</summary>
internal sealed record SyncResult(ErrorCode Error, ReadOnlyMemory<byte> Assignment = default);
