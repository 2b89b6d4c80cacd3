using System.Collections.Concurrent;
using Confluent.Kafka;

namespace Aggregator.Central.Topics.Kafka;

/// <summary>
/// Where each partition of a topic is read next, and what becomes of a position that the brokers refused. The merge thread
/// changes it; any thread may ask how much is unread.
/// </summary>
internal sealed class TopicProgress(string region)
{
    // Concurrent for the telemetry alone.
    private readonly ConcurrentDictionary<int, Offset> _next = new();
    private readonly Dictionary<int, long> _refused = [];

    /// <summary>The offset to read next of every partition known; <see cref="Offset.Beginning"/> before its first message.</summary>
    public IEnumerable<KeyValuePair<int, Offset>> NextOffsets => _next;

    /// <summary>A partition is read on from an offset.</summary>
    public void Set(int partition, long next) => _next[partition] = next;

    /// <summary>The brokers do not have the partition's position; the answer to a question will tell what they have.</summary>
    public void Refuse(int partition, long question) => _refused[partition] = question;

    /// <summary>The topic has partitions up to a number; true when some are new, which are read from their beginning.</summary>
    public bool AddUpTo(int count)
    {
        var areNew = false;
        for (var partition = 0; partition < count; partition++) areNew |= _next.TryAdd(partition, Offset.Beginning);
        return areNew;
    }

    /// <summary>
    /// Decides refused positions that the facts answer. <see cref="SourceItemKind.Nothing"/>: the brokers have it after all,
    /// and it is tried again.
    /// </summary>
    public IReadOnlyList<SourceItem> Answer(TopicFacts facts)
    {
        if (_refused.Count == 0) return [];
        var decided = new List<SourceItem>();
        foreach (var (partition, question) in _refused)
        {
            if (facts.Answers < question || !facts.Ends.TryGetValue(partition, out var kept)) continue;
            _refused.Remove(partition); // allowed while enumerating
            var position = _next[partition].Value;
            var kind = position < 0 ? SourceItemKind.Nothing // the beginning, which moved between question and fetch
                : position < kept.Low ? SourceItemKind.Expired
                : position > kept.High ? SourceItemKind.Replaced
                : SourceItemKind.Nothing;
            if (kind != SourceItemKind.Nothing) _next[partition] = kept.Low;
            decided.Add(new SourceItem(kind, BatchAddress.StreamOf(region, partition), position, kept.Low, default));
        }
        return decided;
    }

    /// <summary>Offsets between what was read and the ends.</summary>
    public long Unread(IReadOnlyDictionary<int, OffsetRange> ends)
    {
        var unread = 0L;
        foreach (var (partition, kept) in ends)
        {
            var next = _next.TryGetValue(partition, out var offset) ? offset.Value : kept.Low;
            unread += Math.Max(0, kept.High - Math.Max(next, kept.Low));
        }
        return unread;
    }
}
