using System.Globalization;
using Aggregator.Central.Topics;

namespace Aggregator.Tests.Central.Topics;

/// <summary>
/// A topic in memory that many workers write, as Kafka's are: what is in it outlives the centre's crashes. Positions have
/// holes, as transaction markers leave them.
/// </summary>
internal sealed class ListTopic(string region, int partitions)
{
    private readonly List<List<(long Offset, byte[] Bytes)>> _partitions = [.. Enumerable.Range(0, partitions).Select(_ => new List<(long, byte[])>())];
    private readonly long[] _ends = new long[partitions];
    private readonly long[] _begins = new long[partitions];

    public string Region => region;

    /// <summary>Adds a message and, behind it, so many offsets that no one can read; its offset.</summary>
    public long Append(int partition, byte[] bytes, int markers = 0)
    {
        var offset = _ends[partition];
        _partitions[partition].Add((offset, bytes));
        _ends[partition] += 1 + markers;
        return offset;
    }

    /// <summary>Retention deletes what is before the offset.</summary>
    public void DeleteBefore(int partition, long offset)
    {
        _begins[partition] = offset;
        _partitions[partition].RemoveAll(message => message.Offset < offset);
    }

    /// <summary>The partition is made anew, empty.</summary>
    public void Recreate(int partition)
    {
        _partitions[partition].Clear();
        (_begins[partition], _ends[partition]) = (0, 0);
    }

    /// <summary>A source for one life of the centre.</summary>
    public ITopicSource OpenSource() => new Source(this);

    private sealed class Source(ListTopic topic) : ITopicSource
    {
        private readonly long[] _next = new long[topic._ends.Length];
        private int _turn;

        public bool IsEmbedded => false;

        public IReadOnlyDictionary<string, StreamPosition> Open(IReadOnlyDictionary<string, StreamPosition> positions)
        {
            var own = new Dictionary<string, StreamPosition>(StringComparer.Ordinal);
            for (var partition = 0; partition < _next.Length; partition++)
            {
                _next[partition] = topic._begins[partition];
                if (!positions.TryGetValue(NameOf(partition), out var position)) continue;
                own.Add(NameOf(partition), position);
                _next[partition] = position.Resume;
            }
            return own;
        }

        public SourceItem Read()
        {
            for (var i = 0; i < _next.Length; i++)
            {
                var partition = _turn++ % _next.Length;
                if (ReadOf(partition) is { Kind: not SourceItemKind.Nothing } item) return item;
            }
            return SourceItem.Nothing;
        }

        public void Release(string stream, long position)
        {
        }

        public string NameOf(string stream, long position) => string.Create(CultureInfo.InvariantCulture, $"{stream}/{position}");

        public string RemedyFor(string stream, long position) => $"Skip {NameOf(stream, position)}.";

        public void Dispose()
        {
        }

        private string NameOf(int partition) => BatchAddress.StreamOf(topic.Region, partition);

        private SourceItem ReadOf(int partition)
        {
            var (name, next) = (NameOf(partition), _next[partition]);
            if (next < topic._begins[partition]) return Move(SourceItemKind.Expired, partition, topic._begins[partition]);
            if (next > topic._ends[partition]) return Move(SourceItemKind.Replaced, partition, topic._begins[partition]);
            foreach (var (offset, bytes) in topic._partitions[partition])
            {
                if (offset < next) continue;
                _next[partition] = offset + 1;
                return new SourceItem(SourceItemKind.Message, name, offset, offset + 1, bytes);
            }
            return next == topic._ends[partition] ? SourceItem.Nothing : Move(SourceItemKind.End, partition, topic._ends[partition]);
        }

        private SourceItem Move(SourceItemKind kind, int partition, long to)
        {
            var from = _next[partition];
            _next[partition] = to;
            return new SourceItem(kind, NameOf(partition), kind == SourceItemKind.End ? to : from, to, default);
        }
    }
}
