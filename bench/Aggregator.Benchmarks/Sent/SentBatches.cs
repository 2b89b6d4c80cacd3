using System.Globalization;
using Aggregator.Benchmarks.Peers;
using Aggregator.Benchmarks.Stages;
using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;

namespace Aggregator.Benchmarks.Sent;

/// <summary>
/// What the workers of a region send in some seconds of traffic: logs of 708 bytes go to partitions in turn, as producers without
/// a key spread them, partitions to workers, and every worker sends a flush every 5 s. Each message becomes a file.
/// </summary>
internal sealed class SentBatches
{
    private const ulong Seed = 42;
    private const int Partitions = 12;
    private const int FlushEverySeconds = 5;

    private readonly (RegionalEngine Engine, LogReceiver Receiver, SourcePartition[] Partitions)[] _workers;
    private readonly SourcePartition[] _partitions;
    private readonly string _folder;
    private long _messages;
    private long _bytes;
    private long _rows;

    private SentBatches(int workers, string folder)
    {
        _folder = folder;
        _partitions = [.. Enumerable.Range(0, Partitions).Select(number => new SourcePartition(new SourceId("kafka", "logs", number), Partitions, 0, 5_000))];
        _workers = [.. Enumerable.Range(0, workers).Select(worker =>
        {
            var (engine, fields) = (StageInput.Engine(), new LogFields([]));
            var take = engine.ReceiverFor(LogParsers.Create(new SourceOptions(), fields), new FilterSet([], fields));
            return (engine, take, _partitions.Where((_, number) => number % workers == worker).ToArray());
        })];
    }

    /// <summary>Writes the messages into a folder, and prints what they hold.</summary>
    public static void Run(int logsPerSecond, int workers, int seconds, string folder, TextWriter output)
    {
        if (seconds <= 0 || seconds % FlushEverySeconds != 0) throw new ArgumentException($"seconds must be a multiple of {FlushEverySeconds}, or logs are read and not sent.", nameof(seconds));
        var sent = new SentBatches(workers, folder);
        var random = new Xoshiro(Seed);
        var calls = new PeerCalls(new PeerWorld(Seed), Seed, random, logsPerSecond);
        var writer = new PeerLogWriter(isFull: false, random);
        var (logs, untilFlush, read) = ((long)logsPerSecond * seconds, (long)logsPerSecond * FlushEverySeconds, 0L);
        for (long number = 0; number < logs; number++)
        {
            var log = writer.Write(calls.Draw(number));
            read += log.Length;
            sent.Take(number, log[..^1]);
            if ((number + 1) % untilFlush == 0) sent.Flush();
        }
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{logs} {read} {sent._rows} {sent._messages} {sent._bytes}"));
    }

    private void Take(long number, ReadOnlySpan<byte> log)
    {
        var partition = _partitions[number % Partitions];
        partition.Messages++;
        partition.Next++;
        _workers[number % Partitions % _workers.Length].Receiver.Take(partition, log, GeneratedInput.Arrival(number / Partitions));
    }

    private void Flush()
    {
        foreach (var (engine, _, partitions) in _workers)
        {
            var flush = engine.MakeFlush(partitions, GeneratedInput.StartMs);
            foreach (var message in BatchWriter.Write(flush))
            {
                File.WriteAllBytes(Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_messages++:D6}")), message);
                _bytes += message.Length;
            }
            _rows += flush.Rows.Count;
            engine.Flushed(partitions);
        }
    }
}
