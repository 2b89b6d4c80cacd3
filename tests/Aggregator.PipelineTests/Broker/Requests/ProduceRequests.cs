using Aggregator.PipelineTests.Broker.Log;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>Produce: appends record batches, transactional ones only to partitions of their producer's open transaction.</summary>
internal sealed class ProduceRequests(BrokerState state)
{
    public IEnumerable<ApiHandler> Handlers => [new(ApiKey.Produce, 3, 7, ApiHandler.NeverFlexible, Produce)];

    private ValueTask<bool> Produce(Request request, ResponseWriter response)
    {
        var body = request.Body;
        var transactionalId = body.NullableText();
        var acks = body.Int16();
        body.Int32(); // timeout
        var topics = body.Array(r => (Topic: r.Text(), Partitions: r.Array(p => (Index: p.Int32(), Records: p.Binary()))));
        lock (state.Gate)
        {
            response.Array(topics, topic => response.Text(topic.Topic).Array(topic.Partitions, partition =>
            {
                var log = state.Topics.Find(new PartitionName(topic.Topic, partition.Index));
                var offset = -1L;
                var error = request.Check(() => Append(transactionalId, log, partition.Records, out offset));
                response.Int32(partition.Index).Error(error).Int64(offset).Int64(-1);
                if (request.Version >= 5) response.Int64(log?.Start ?? -1);
            }));
        }
        response.Int32(0);
        return ValueTask.FromResult(acks != 0);
    }

    private ErrorCode Append(string? transactionalId, PartitionLog? log, ReadOnlyMemory<byte> records, out long offset)
    {
        offset = -1;
        if (log is null) return ErrorCode.UnknownTopicOrPartition;
        if (!log.HasLeader) return ErrorCode.NotLeaderOrFollower;
        if (RecordBatch.From(records) is not { } batch) return ErrorCode.CorruptMessage;
        var error = batch.Transactional ? CheckTransaction(transactionalId, log, batch) : ErrorCode.None;
        return error == ErrorCode.None ? log.Append(batch, out offset) : error;
    }

    private ErrorCode CheckTransaction(string? transactionalId, PartitionLog log, RecordBatch batch)
    {
        var error = state.Transactions.Check(transactionalId ?? "", batch.ProducerId, batch.ProducerEpoch, out var transaction);
        if (error == ErrorCode.ProducerFenced) return ErrorCode.InvalidProducerEpoch;
        return error == ErrorCode.None && !transaction!.Holds(log) ? ErrorCode.InvalidTxnState : error;
    }
}
