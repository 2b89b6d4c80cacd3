using Aggregator.PipelineTests.Broker.Groups;
using Aggregator.PipelineTests.Broker.Log;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>OffsetCommit and OffsetFetch.</summary>
internal sealed class OffsetRequests(BrokerState state)
{
    public IEnumerable<ApiHandler> Handlers =>
    [
        ApiHandler.Locked(state.Gate, ApiKey.OffsetCommit, 2, 7, Commit),
        ApiHandler.Locked(state.Gate, ApiKey.OffsetFetch, 1, 7, Fetch, flexibleFrom: 6),
    ];

    private void Commit(Request request, ResponseWriter response)
    {
        var (body, version) = (request.Body, request.Version);
        var (group, generation, memberId) = (state.Groups[body.Text()], body.Int32(), body.Text());
        var instanceId = version >= 7 ? body.NullableText() : null;
        if (version <= 4) body.Int64(); // retention time
        var topics = body.Array(r => (Topic: r.Text(), Partitions: r.Array(p =>
        {
            var (partition, offset) = (p.Int32(), p.Int64());
            if (version >= 6) p.Int32(); // leader epoch
            return (Index: partition, Offset: new CommittedOffset(offset, p.NullableText()));
        })));
        var error = request.Check(() => MayCommit(group, memberId, instanceId, generation));
        if (version >= 3) response.Int32(0);
        response.Array(topics, topic => response.Text(topic.Topic).Array(topic.Partitions, partition =>
        {
            if (error == ErrorCode.None) group.Offsets.Commit(new PartitionName(topic.Topic, partition.Index), partition.Offset);
            response.Int32(partition.Index).Error(error);
        }));
    }

    // Whoever is no member may commit only while there are none. Between generations a commit would be of neither.
    private static ErrorCode MayCommit(Group group, string memberId, string? instanceId, int generation)
    {
        if (generation < 0 && group.State == GroupState.Empty) return ErrorCode.None;
        var error = group.Check(memberId, instanceId, generation);
        if (error != ErrorCode.None) return error;
        group.Heartbeat(memberId);
        return group.State == GroupState.Completing ? ErrorCode.RebalanceInProgress : ErrorCode.None;
    }

    private void Fetch(Request request, ResponseWriter response)
    {
        var (body, version) = (request.Body, request.Version);
        var offsets = state.Groups[body.Text()].Offsets;
        var topics = body.NullableArray(r =>
        {
            var topic = (Name: r.Text(), Partitions: r.Array(p => p.Int32()));
            r.EndOfStructure();
            return topic;
        });
        topics ??= [.. offsets.Partitions.GroupBy(p => p.Topic, (name, partitions) => (name, partitions.Select(p => p.Partition).ToList()), StringComparer.Ordinal)];
        var onlyStable = version >= 7 && body.Boolean();

        if (version >= 3) response.Int32(0);
        response.Array(topics, topic =>
        {
            response.Text(topic.Name).Array(topic.Partitions, partition => WriteOffset(response, version, offsets, new PartitionName(topic.Name, partition), onlyStable));
            response.EndOfStructure();
        });
        if (version >= 2) response.Error(request.Forced);
        response.EndOfStructure();
    }

    private static void WriteOffset(ResponseWriter response, short version, GroupOffsets offsets, PartitionName partition, bool onlyStable)
    {
        var unstable = onlyStable && offsets.IsUnstable(partition);
        var found = unstable ? null : offsets.Find(partition);
        response.Int32(partition.Partition).Int64(found?.Offset ?? -1);
        if (version >= 5) response.Int32(-1);
        response.Text(found?.Metadata ?? "").Error(unstable ? ErrorCode.UnstableOffsetCommit : ErrorCode.None).EndOfStructure();
    }
}
