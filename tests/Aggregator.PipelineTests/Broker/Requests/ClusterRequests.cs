using Aggregator.PipelineTests.Broker.Log;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>Metadata and FindCoordinator: there is one broker, which coordinates everything and leads what is led.</summary>
internal sealed class ClusterRequests(BrokerState state)
{
    private const int NodeId = 1;
    private const int NoNode = -1;

    public IEnumerable<ApiHandler> Handlers =>
    [
        ApiHandler.Locked(state.Gate, ApiKey.Metadata, 1, 4, Metadata),
        ApiHandler.Locked(state.Gate, ApiKey.FindCoordinator, 0, 2, FindCoordinator),
    ];

    private void Metadata(Request request, ResponseWriter response)
    {
        var asked = request.Body.NullableArray(r => r.Text());
        var mayCreate = request.Version < 4 || request.Body.Boolean();
        if (mayCreate && state.Options.AutoCreatePartitions > 0)
        {
            foreach (var topic in asked ?? []) state.Topics.Create(topic, state.Options.AutoCreatePartitions);
        }
        if (request.Version >= 3) response.Int32(0);
        response.Array([NodeId], _ => WriteBroker(response).Text(null));
        if (request.Version >= 2) response.Text(state.ClusterId);
        response.Int32(NodeId);
        response.Array(asked ?? [.. state.Topics.Names], topic => WriteTopic(response, topic, request.Forced));
    }

    private void WriteTopic(ResponseWriter response, string topic, ErrorCode forced)
    {
        var partitions = state.Topics.Partitions(topic);
        var error = forced != ErrorCode.None ? forced : partitions is null ? ErrorCode.UnknownTopicOrPartition : ErrorCode.None;
        response.Error(error).Text(topic).Boolean(false);
        response.Array(error == ErrorCode.None ? partitions! : [], partition => WritePartition(response, partition));
    }

    private static void WritePartition(ResponseWriter response, PartitionLog partition)
    {
        response.Error(partition.HasLeader ? ErrorCode.None : ErrorCode.LeaderNotAvailable);
        response.Int32(partition.Name.Partition).Int32(partition.HasLeader ? NodeId : NoNode);
        response.Array([NodeId], replica => response.Int32(replica));
        int[] inSyncNodes = partition.HasLeader ? [NodeId] : [];
        response.Array(inSyncNodes, inSync => response.Int32(inSync));
    }

    private void FindCoordinator(Request request, ResponseWriter response)
    {
        if (request.Version >= 1) response.Int32(0);
        response.Error(request.Forced);
        if (request.Version >= 1) response.Text(null);
        WriteBroker(response);
    }

    private ResponseWriter WriteBroker(ResponseWriter response) =>
        response.Int32(NodeId).Text(state.Options.AdvertisedHost).Int32(state.Port);
}
