using System.Collections.Concurrent;
using Aggregator.Core.Transport.Kafka;
using Confluent.Kafka;

namespace Aggregator.Regional.Ingest.Kafka;

/// <summary>
/// Asks brokers whether partitions still end where the client came to their end: it tells an end once, and then nothing,
/// be the partition idle or the broker gone. A thread of its own, so that a slow broker delays no log.
/// </summary>
internal sealed class EndWatch : IDisposable
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(2);

    private readonly IConsumer<Ignore, int> _consumer;
    private readonly TimeSpan _interval;
    private readonly Func<long> _clockMs;
    private readonly ConcurrentDictionary<TopicPartition, long> _ends = [];
    private readonly ConcurrentQueue<ConfirmedEnd> _confirmed = [];
    private readonly Queue<TopicPartition> _unanswered = [];
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    /// <summary>Begins to watch; every end is asked for once an <paramref name="interval"/>.</summary>
    /// <param name="consumer">Asks.</param>
    /// <param name="interval">Time between two questions.</param>
    /// <param name="clockMs">A clock that nobody sets; called by a thread of the watch.</param>
    public EndWatch(IConsumer<Ignore, int> consumer, TimeSpan interval, Func<long> clockMs)
    {
        _consumer = consumer;
        _interval = interval;
        _clockMs = clockMs;
        _thread = new Thread(Run) { IsBackground = true, Name = "ends of partitions" };
        _thread.Start();
    }

    /// <summary>The client came to the end of a partition.</summary>
    public void Add(TopicPartition partition, long position) => _ends[partition] = position;

    /// <summary>The partition goes on.</summary>
    public void Remove(TopicPartition partition) => _ends.TryRemove(partition, out _);

    /// <summary>No partition is read any more.</summary>
    public void Clear() => _ends.Clear();

    /// <summary>Takes the next confirmed end.</summary>
    public bool TryTake(out ConfirmedEnd confirmed) => _confirmed.TryDequeue(out confirmed);

    /// <summary>Ends the thread, after the call under way. Before the consumer is disposed.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        var limit = _interval < LongestCall ? _interval : LongestCall;
        while (!_stop.Wait(_interval))
        {
            var ends = _ends.ToArray();
            // All in one question. One whose leader is away lets it fail for all: then each is asked once by itself.
            var answered = ends.Where(end => !_unanswered.Contains(end.Key)).ToArray();
            if (TryConfirm(answered, limit)) answered = [];
            foreach (var end in answered)
            {
                if (_stop.IsSet) return;
                if (!TryConfirm([end], limit)) _unanswered.Enqueue(end.Key);
            }
            // What did not answer takes the limit each time: one of them a turn, so that the others' ends stay believed.
            if (!_unanswered.TryDequeue(out var partition) || !_ends.TryGetValue(partition, out var position)) continue;
            if (!TryConfirm([new(partition, position)], limit)) _unanswered.Enqueue(partition);
        }
    }

    /// <summary>Asks, and tells the ends that are still where they were; false when there was no answer.</summary>
    private bool TryConfirm(KeyValuePair<TopicPartition, long>[] ends, TimeSpan limit)
    {
        if (ends.Length == 0) return true;
        // Before the question: whoever takes the answer may have been held up for long.
        var askedMs = _clockMs();
        try
        {
            var found = _consumer.EndsOf([.. ends.Select(end => end.Key)], limit);
            foreach (var (partition, position) in ends)
            {
                if (found[partition] == position) _confirmed.Enqueue(new ConfirmedEnd(partition, position, askedMs));
            }
            return true;
        }
        catch (KafkaException)
        {
            return false; // not confirmed: the watermark stands still, which the region's completeness shows
        }
    }
}

/// <summary>The broker has said that a partition ends where the client came to its end.</summary>
/// <param name="Partition">Which.</param>
/// <param name="Position">Where.</param>
/// <param name="AskedMs">When it was asked, by the watch's clock: what came later is not known.</param>
internal readonly record struct ConfirmedEnd(TopicPartition Partition, long Position, long AskedMs);
