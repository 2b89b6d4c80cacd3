using Aggregator.PipelineTests.Broker.Groups;
using Aggregator.PipelineTests.Broker.Log;
using Aggregator.PipelineTests.Broker.Transactions;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, TxnOffsetCommit and EndTxn.</summary>
internal sealed class TransactionRequests(BrokerState state)
{
    public IEnumerable<ApiHandler> Handlers =>
    [
        ApiHandler.Locked(state.Gate, ApiKey.InitProducerId, 0, 4, InitProducerId, flexibleFrom: 2),
        ApiHandler.Locked(state.Gate, ApiKey.AddPartitionsToTxn, 0, 2, AddPartitions),
        ApiHandler.Locked(state.Gate, ApiKey.AddOffsetsToTxn, 0, 2, AddOffsets),
        ApiHandler.Locked(state.Gate, ApiKey.EndTxn, 0, 2, End),
        ApiHandler.Locked(state.Gate, ApiKey.TxnOffsetCommit, 0, 3, CommitOffsets, flexibleFrom: 3),
    ];

    private void InitProducerId(Request request, ResponseWriter response)
    {
        var (body, version) = (request.Body, request.Version);
        var (transactionalId, timeoutMs) = (body.NullableText(), body.Int32());
        var (producerId, epoch) = version >= 3 ? (body.Int64(), body.Int16()) : (-1, (short)-1);
        var error = request.Check(() => Begin(transactionalId, timeoutMs, ref producerId, ref epoch));
        if (error != ErrorCode.None) (producerId, epoch) = (-1, -1);
        response.Int32(0).Error(FencedAs(error, version, newFrom: 4)).Int64(producerId).Int16(epoch).EndOfStructure();
    }

    private ErrorCode Begin(string? transactionalId, int timeoutMs, ref long producerId, ref short epoch)
    {
        if (transactionalId is null)
        {
            (producerId, epoch) = (state.Transactions.NewProducerId(), 0);
            return ErrorCode.None;
        }
        var error = state.Transactions.Init(transactionalId, timeoutMs, producerId, epoch, out var transaction);
        (producerId, epoch) = (transaction.ProducerId, transaction.Epoch);
        return error;
    }

    private void AddPartitions(Request request, ResponseWriter response)
    {
        var error = CheckProducer(request, newFrom: 2, out var transaction);
        var topics = request.Body.Array(r => (Topic: r.Text(), Partitions: r.Array(p => p.Int32())));
        response.Int32(0);
        response.Array(topics, topic => response.Text(topic.Topic).Array(topic.Partitions, partition =>
        {
            var log = state.Topics.Find(new PartitionName(topic.Topic, partition));
            if (error == ErrorCode.None && log is not null) transaction!.Add(log);
            response.Int32(partition).Error(error == ErrorCode.None && log is null ? ErrorCode.UnknownTopicOrPartition : error);
        }));
    }

    private void AddOffsets(Request request, ResponseWriter response)
    {
        var error = CheckProducer(request, newFrom: 2, out var transaction);
        var group = request.Body.Text();
        if (error == ErrorCode.None) transaction!.Add(state.Groups[group]);
        response.Int32(0).Error(error);
    }

    private void End(Request request, ResponseWriter response)
    {
        var error = CheckProducer(request, newFrom: 2, out var transaction);
        var commit = request.Body.Boolean();
        response.Int32(0).Error(error == ErrorCode.None ? TransactionTable.End(transaction!, commit) : error);
    }

    private void CommitOffsets(Request request, ResponseWriter response)
    {
        var (body, version) = (request.Body, request.Version);
        var (transactionalId, group, producerId, epoch) = (body.Text(), state.Groups[body.Text()], body.Int64(), body.Int16());
        var (generation, memberId, instanceId) = version >= 3 ? (body.Int32(), body.Text(), body.NullableText()) : (-1, "", null);
        var topics = body.Array(r =>
        {
            var topic = (Name: r.Text(), Offsets: r.Array(p => ReadOffset(p, version)));
            r.EndOfStructure();
            return topic;
        });
        var error = request.Check(() => MayCommit(transactionalId, producerId, epoch, group, generation, memberId, instanceId));
        response.Int32(0);
        response.Array(topics, topic => response.Text(topic.Name).Array(topic.Offsets, partition =>
        {
            if (error == ErrorCode.None) group.Offsets.Stage(producerId, new PartitionName(topic.Name, partition.Index), partition.Offset);
            response.Int32(partition.Index).Error(error).EndOfStructure();
        }).EndOfStructure());
        response.EndOfStructure();
    }

    private static (int Index, CommittedOffset Offset) ReadOffset(RequestReader body, short version)
    {
        var (partition, offset) = (body.Int32(), body.Int64());
        if (version >= 2) body.Int32(); // leader epoch
        var metadata = body.NullableText();
        body.EndOfStructure();
        return (partition, new CommittedOffset(offset, metadata));
    }

    // A producer that names no member of the group vouches for itself.
    private ErrorCode MayCommit(string transactionalId, long producerId, short epoch, Group group, int generation, string memberId, string? instanceId)
    {
        var error = state.Transactions.Check(transactionalId, producerId, epoch, out var transaction);
        if (error == ErrorCode.ProducerFenced) return ErrorCode.InvalidProducerEpoch;
        if (error != ErrorCode.None) return error;
        if (!transaction!.Holds(group)) return ErrorCode.InvalidTxnState;
        return generation < 0 && memberId.Length == 0 ? ErrorCode.None : group.Check(memberId, instanceId, generation);
    }

    private ErrorCode CheckProducer(Request request, short newFrom, out Transaction? transaction)
    {
        var (transactionalId, producerId, epoch) = (request.Body.Text(), request.Body.Int64(), request.Body.Int16());
        var error = state.Transactions.Check(transactionalId, producerId, epoch, out transaction);
        return request.Forced != ErrorCode.None ? request.Forced : FencedAs(error, request.Version, newFrom);
    }

    // Older versions of a request have no word of their own for a fenced producer.
    private static ErrorCode FencedAs(ErrorCode error, short version, short newFrom) =>
        error == ErrorCode.ProducerFenced && version < newFrom ? ErrorCode.InvalidProducerEpoch : error;
}
