using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Log;

/// <summary>The topics of the broker. Guarded by the broker's lock.</summary>
internal sealed class TopicTable(TopicSettings defaults)
{
    private readonly SortedDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly HashSet<string> _deleted = new(StringComparer.Ordinal);

    /// <summary>Names of all topics, sorted.</summary>
    public IReadOnlyCollection<string> Names => _topics.Keys;

    /// <summary>The partitions of a topic; null when there is no such topic.</summary>
    public IReadOnlyList<PartitionLog>? Partitions(string topic) => _topics.GetValueOrDefault(topic)?.Partitions;

    /// <summary>A partition; null when there is none.</summary>
    public PartitionLog? Find(PartitionName name) =>
        _topics.TryGetValue(name.Topic, out var topic) && name.Partition >= 0 && name.Partition < topic.Partitions.Count ? topic.Partitions[name.Partition] : null;

    public ErrorCode Create(string name, int partitions, Func<TopicSettings, TopicSettings>? configure = null)
    {
        if (name.Length is 0 or > 249 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))) return ErrorCode.InvalidTopic;
        if (_topics.ContainsKey(name)) return ErrorCode.TopicAlreadyExists;
        if (partitions < 1) return ErrorCode.InvalidPartitions;
        var topic = new Topic(name, configure is null ? defaults : configure(defaults), _deleted.Contains(name));
        topic.Grow(partitions);
        _topics.Add(name, topic);
        return ErrorCode.None;
    }

    /// <summary>Adds partitions until there are so many.</summary>
    public ErrorCode Grow(string name, int partitions)
    {
        if (!_topics.TryGetValue(name, out var topic)) return ErrorCode.UnknownTopicOrPartition;
        if (partitions <= topic.Partitions.Count) return ErrorCode.InvalidPartitions;
        topic.Grow(partitions);
        return ErrorCode.None;
    }

    public ErrorCode Delete(string name)
    {
        if (!_topics.Remove(name, out var topic)) return ErrorCode.UnknownTopicOrPartition;
        _deleted.Add(name);
        foreach (var partition in topic.Partitions) partition.SignalChange();
        return ErrorCode.None;
    }

    private sealed class Topic(string name, TopicSettings settings, bool recreated)
    {
        public List<PartitionLog> Partitions { get; } = [];

        public void Grow(int partitions)
        {
            while (Partitions.Count < partitions) Partitions.Add(new PartitionLog(new PartitionName(name, Partitions.Count), settings, recreated));
        }
    }
}
