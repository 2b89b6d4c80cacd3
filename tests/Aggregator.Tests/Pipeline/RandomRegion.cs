using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;

namespace Aggregator.Tests.Pipeline;

/// <summary>
/// A source region whose workers read logs from partitions in memory and flush whenever chance says so, into one compact
/// topic in which their chunks are mixed.
/// </summary>
internal sealed class RandomRegion(string name, Random random)
{
    private static readonly FilterOptions[] Filters =
        [new() { Name = RandomLog.WarmUpRule, Drop = new() { Field = "Domain", EqualTo = RandomLog.WarmUpDomain } }];

    /// <summary>Reads all of <paramref name="logs"/>, in any order and any cut, to flushes as the centre gets them.</summary>
    public List<Flush> Read(IReadOnlyList<RandomLog> logs)
    {
        var workers = Enumerable.Range(0, random.Next(1, 4)).Select(number => new Worker($"worker-{number}", name, random)).ToArray();
        foreach (var log in logs) workers[random.Next(workers.Length)].Give(log);
        var topic = Mix([.. workers.Select(worker => worker.Run())], random);

        var assembler = new FlushAssembler();
        var flushes = new List<Flush>();
        foreach (var chunk in topic)
        {
            var read = BatchReader.Read(chunk);
            if (!read.IsRead) throw new InvalidDataException($"Unreadable: {read.Error}.");
            if (assembler.Add(read.Chunk, 0) is { } flush) flushes.Add(flush);
        }
        return flushes;
    }

    /// <summary>All of <paramref name="queues"/> in one, each in its own order.</summary>
    public static List<T> Mix<T>(List<Queue<T>> queues, Random random)
    {
        var mixed = new List<T>();
        while (true)
        {
            queues.RemoveAll(queue => queue.Count == 0);
            if (queues.Count == 0) return mixed;
            mixed.Add(queues[random.Next(queues.Count)].Dequeue());
        }
    }

    /// <summary>A worker: an engine, its partitions, and what it wrote.</summary>
    private sealed class Worker
    {
        private readonly Random _random;
        private readonly RegionalEngine _engine;
        private readonly LogReceiver _receiver;
        private readonly (SourcePartition Partition, Queue<RandomLog> Unread)[] _partitions;
        private readonly Queue<byte[]> _written = new();
        private readonly int _flushOneIn;
        private readonly int _maxChunkBytes;

        public Worker(string name, string region, Random random)
        {
            _random = random;
            _engine = new RegionalEngine(
                new RegionalEngineOptions(region, name, 1, new WindowOptions(), new MeasureOptions()), RandomTables.Enrichment, null);
            var fields = new LogFields(FilterSet.PathsOf(Filters));
            _receiver = _engine.ReceiverFor(LogParsers.Create(new SourceOptions(), fields), new FilterSet(Filters, fields));
            var count = random.Next(1, 4);
            _partitions =
            [
                .. Enumerable.Range(0, count).Select(number =>
                    (new SourcePartition(new SourceId("memory", $"{region}-{name}", number), count, random.Next(1000), 5_000), new Queue<RandomLog>())),
            ];
            _flushOneIn = random.Next(2, 50);
            _maxChunkBytes = random.Next(2) == 0 ? random.Next(1, 2_000) : BatchWriter.DefaultMaxChunkBytes;
        }

        public void Give(RandomLog log) => _partitions[_random.Next(_partitions.Length)].Unread.Enqueue(log);

        public Queue<byte[]> Run()
        {
            while (_partitions.Where(partition => partition.Unread.Count > 0).ToArray() is { Length: > 0 } ready)
            {
                var (partition, unread) = ready[_random.Next(ready.Length)];
                Take(partition, unread.Dequeue());
                if (_random.Next(_flushOneIn) == 0) Flush();
            }
            foreach (var (partition, _) in _partitions) partition.States |= SourceStates.Ended;
            Flush();
            return _written;
        }

        private void Take(SourcePartition partition, RandomLog log)
        {
            _receiver.Take(partition, log.Line, new LogArrival(partition.Next, RandomLog.NowMs, LogArrival.DamageOf(log.IsTooLong)));
            partition.Next++;
            partition.Messages++;
        }

        private void Flush()
        {
            SourcePartition[] partitions = [.. _partitions.Select(partition => partition.Partition)];
            // A publication that fails is made again, and one whose acknowledgement is lost stands twice in the topic.
            if (_random.Next(4) == 0) _engine.MakeFlush(partitions, RandomLog.NowMs);
            var chunks = BatchWriter.Write(_engine.MakeFlush(partitions, RandomLog.NowMs), _maxChunkBytes);
            for (var times = _random.Next(4) == 0 ? 2 : 1; times > 0; times--)
            {
                foreach (var chunk in chunks) _written.Enqueue(chunk);
            }
            _engine.Flushed(partitions);
        }
    }
}
