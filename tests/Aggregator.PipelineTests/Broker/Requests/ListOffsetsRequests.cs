using Aggregator.PipelineTests.Broker.Log;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>ListOffsets: the begin, the end, or the first record since a time.</summary>
internal sealed class ListOffsetsRequests(BrokerState state)
{
    private const long Latest = -1;
    private const long Earliest = -2;

    public IEnumerable<ApiHandler> Handlers => [ApiHandler.Locked(state.Gate, ApiKey.ListOffsets, 1, 5, ListOffsets)];

    private void ListOffsets(Request request, ResponseWriter response)
    {
        var (body, version) = (request.Body, request.Version);
        body.Int32(); // replica
        var committed = version >= 2 && body.Byte() == 1;
        if (version >= 2) response.Int32(0);
        var topics = body.Array(r => (Topic: r.Text(), Partitions: r.Array(p =>
        {
            var partition = p.Int32();
            if (version >= 4) p.Int32(); // leader epoch
            return (Index: partition, TimestampMs: p.Int64());
        })));
        response.Array(topics, topic => response.Text(topic.Topic).Array(topic.Partitions, partition =>
        {
            var log = state.Topics.Find(new PartitionName(topic.Topic, partition.Index));
            var error = request.Check(() => log is null ? ErrorCode.UnknownTopicOrPartition : log.HasLeader ? ErrorCode.None : ErrorCode.NotLeaderOrFollower);
            var (offset, timestampMs) = error == ErrorCode.None ? Find(log!, partition.TimestampMs, committed) : (-1, -1);
            response.Int32(partition.Index).Error(error).Int64(timestampMs).Int64(offset);
            if (version >= 4) response.Int32(-1);
        }));
    }

    private static (long Offset, long TimestampMs) Find(PartitionLog log, long timestampMs, bool committed)
    {
        var end = committed ? log.LastStable : log.End;
        return timestampMs switch
        {
            Latest => (end, -1),
            Earliest => (log.Start, -1),
            _ => log.FirstSince(timestampMs) is { } found && found.Offset < end ? found : (-1, -1),
        };
    }
}
