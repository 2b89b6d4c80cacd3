using System.Text;
using Aggregator.Core.Wire;
using Confluent.Kafka;

namespace Aggregator.Regional.Emit.Kafka;

/// <summary>A flush as messages: its chunks for the compact topic, and the dead letters that it covers.</summary>
public sealed class FlushMessages
{
    private readonly Func<Flush, IEnumerable<byte[]>> _encode;
    private readonly TopicPartition _compact;
    private readonly TopicPartition? _letterTopic;
    private readonly TopicDeadLetters? _letters;
    private readonly byte[] _key;

    /// <param name="worker">The worker's name: the key of its chunks.</param>
    /// <param name="compact">The compact topic, and how many partitions it has.</param>
    /// <param name="encode">Writes a flush as chunks, in order; none for a flush that the format has no words for.</param>
    /// <param name="letters">Where dead letters go, and what holds them; null when no topic takes them.</param>
    public FlushMessages(
        string worker, (string Topic, int Partitions) compact, Func<Flush, IEnumerable<byte[]>> encode, (string Topic, TopicDeadLetters Held)? letters)
    {
        _encode = encode;
        _key = Encoding.UTF8.GetBytes(worker);
        _compact = new TopicPartition(compact.Topic, PartitionOf(_key, compact.Partitions));
        if (letters is not var (topic, held)) return;
        _letters = held;
        _letterTopic = new TopicPartition(topic, Partition.Any);
    }

    /// <summary>Dead letters that the next flush covers.</summary>
    public int Letters => _letters?.Held.Count ?? 0;

    /// <summary>Dead letters of the next flush that were too many to be held.</summary>
    public int LostLetters => _letters?.Lost ?? 0;

    /// <summary>All messages of a flush. Its chunks go to one partition, so that readers get them in order.</summary>
    public IEnumerable<(TopicPartition Partition, Message<byte[], byte[]> Message)> Of(Flush flush)
    {
        foreach (var chunk in _encode(flush)) yield return (_compact, new Message<byte[], byte[]> { Key = _key, Value = chunk });
        if (_letters is null || _letterTopic is null) yield break;
        foreach (var letter in _letters.Held) yield return (_letterTopic, new Message<byte[], byte[]> { Value = letter });
    }

    /// <summary>The flush is durable, with its dead letters.</summary>
    public void Durable() => _letters?.Clear();

    /// <summary>The partition of a worker: the same in every session and process, as long as the topic has as many.</summary>
    internal static int PartitionOf(ReadOnlySpan<byte> worker, int partitions)
    {
        // FNV-1a: the framework's own hashes differ from process to process.
        var hash = 2_166_136_261u;
        foreach (var letter in worker) hash = (hash ^ letter) * 16_777_619u;
        return (int)(hash % (uint)partitions);
    }
}
