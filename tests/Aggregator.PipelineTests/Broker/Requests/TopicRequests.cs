using System.Globalization;
using Aggregator.PipelineTests.Broker.Log;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>CreateTopics, CreatePartitions, DeleteTopics and DeleteRecords.</summary>
internal sealed class TopicRequests(BrokerState state)
{
    public IEnumerable<ApiHandler> Handlers =>
    [
        ApiHandler.Locked(state.Gate, ApiKey.CreateTopics, 2, 4, CreateTopics),
        ApiHandler.Locked(state.Gate, ApiKey.DeleteTopics, 1, 3, DeleteTopics),
        ApiHandler.Locked(state.Gate, ApiKey.DeleteRecords, 0, 1, DeleteRecords),
        ApiHandler.Locked(state.Gate, ApiKey.CreatePartitions, 0, 1, CreatePartitions),
    ];

    private void CreateTopics(Request request, ResponseWriter response)
    {
        var topics = request.Body.Array(ReadTopic);
        request.Body.Int32(); // timeout
        var onlyValidate = request.Body.Boolean();
        response.Int32(0);
        response.Array(topics, topic =>
        {
            var error = request.Check(() => onlyValidate ? ErrorCode.None : state.Topics.Create(topic.Name, topic.Partitions < 0 ? 1 : topic.Partitions, topic.Configure));
            response.Text(topic.Name).Error(error).Text(null);
        });
    }

    private static (string Name, int Partitions, Func<TopicSettings, TopicSettings> Configure) ReadTopic(RequestReader body)
    {
        var (name, partitions) = (body.Text(), body.Int32());
        body.Int16(); // replication: there is one broker
        var assignments = body.Array(a => (Partition: a.Int32(), Replicas: a.Array(r => r.Int32())));
        var configs = body.Array(c => (Name: c.Text(), Value: c.NullableText()));
        return (name, assignments.Count > 0 ? assignments.Count : partitions, defaults => configs.Aggregate(defaults, Configure));
    }

    private static TopicSettings Configure(TopicSettings settings, (string Name, string? Value) config) => config switch
    {
        ("max.message.bytes", { } value) => settings with { MaxMessageBytes = int.Parse(value, CultureInfo.InvariantCulture) },
        ("retention.bytes", { } value and not "-1") => settings with { MaxBytes = long.Parse(value, CultureInfo.InvariantCulture) },
        _ => settings, // the others change nothing that this broker does
    };

    private void DeleteTopics(Request request, ResponseWriter response)
    {
        var topics = request.Body.Array(r => r.Text());
        response.Int32(0);
        response.Array(topics, topic => response.Text(topic).Error(request.Check(() => state.DeleteTopic(topic))));
    }

    private void CreatePartitions(Request request, ResponseWriter response)
    {
        var topics = request.Body.Array(r =>
        {
            var topic = (Name: r.Text(), Count: r.Int32());
            r.Array(assignment => assignment.Array(replica => replica.Int32()));
            return topic;
        });
        request.Body.Int32(); // timeout
        var onlyValidate = request.Body.Boolean();
        response.Int32(0);
        response.Array(topics, topic =>
        {
            var error = request.Check(() => onlyValidate ? ErrorCode.None : state.Topics.Grow(topic.Name, topic.Count));
            response.Text(topic.Name).Error(error).Text(null);
        });
    }

    private void DeleteRecords(Request request, ResponseWriter response)
    {
        var topics = request.Body.Array(r => (Topic: r.Text(), Partitions: r.Array(p => (Index: p.Int32(), Before: p.Int64()))));
        response.Int32(0);
        response.Array(topics, topic => response.Text(topic.Topic).Array(topic.Partitions, partition =>
        {
            var log = state.Topics.Find(new PartitionName(topic.Topic, partition.Index));
            var error = request.Check(() => Trim(log, partition.Before));
            response.Int32(partition.Index).Int64(error == ErrorCode.None ? log!.Start : -1).Error(error);
        }));
    }

    private static ErrorCode Trim(PartitionLog? log, long before)
    {
        if (log is null) return ErrorCode.UnknownTopicOrPartition;
        if (before > log.End) return ErrorCode.OffsetOutOfRange;
        log.Trim(before < 0 ? log.End : before);
        return ErrorCode.None;
    }
}
