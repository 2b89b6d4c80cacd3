using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Ingest;

namespace Aggregator.Replay;

/// <summary>One worker of a replay: a regional engine over its share of the input, which it closes. One thread.</summary>
public sealed class ReplayWorker(RegionalEngine engine, IReadOnlyList<(IBoundedLogSource Source, LogReceiver Receiver)> shares, int maxGroups) : IDisposable
{
    private readonly FlushAssembler _assembler = new();

    // Shares before it are closed.
    private int _share;

    /// <summary>Logs that came after their window was closed, in the order of the input.</summary>
    public long LateLogs { get; private set; }

    /// <summary>Reads every share to its end; each flush goes through the wire format into <paramref name="merge"/>.</summary>
    /// <param name="merge">Takes the flushes of all workers.</param>
    /// <param name="nowMs">What counts as now for logs from the future.</param>
    /// <param name="read">Told how much was read so far, now and then.</param>
    /// <param name="stop">Ends the replay early, by exception.</param>
    /// <exception cref="IOException">A source could not be read to its end.</exception>
    public void Run(ReplayMerge merge, long nowMs, Action<long> read, CancellationToken stop)
    {
        var before = 0L;
        while (_share < shares.Count)
        {
            var (source, receiver) = shares[_share];
            while (!source.IsCompleted)
            {
                stop.ThrowIfCancellationRequested();
                source.Poll(receiver, nowMs);
                if (engine.IsFull || engine.Groups >= maxGroups) Flush(merge, nowMs);
                read(before + source.Progress);
            }
            before += source.Progress;
            _share++;
            source.Dispose();
            // What is missing could not be seen in the result: every log that was read is in it.
            if (source.Problem is { } problem) throw new IOException($"{source.Name}: {problem}; nothing is written, since its logs would be missing");
        }
        Flush(merge, nowMs);
    }

    /// <summary>Closes what was not read to its end. Not while it runs.</summary>
    public void Dispose()
    {
        while (_share < shares.Count) shares[_share++].Source.Dispose();
    }

    private void Flush(ReplayMerge merge, long nowMs)
    {
        var partitions = shares.SelectMany(share => share.Source.Partitions).ToList();
        var flush = engine.MakeFlush(partitions, nowMs);
        foreach (var chunk in BatchWriter.Write(flush))
        {
            var read = BatchReader.Read(chunk);
            if (!read.IsRead) throw new InvalidDataException($"A batch that was just written cannot be read: {read.Error}.");
            if (_assembler.Add(read.Chunk, 0) is { } whole) merge.Add(whole);
        }
        LateLogs += engine.LateLogs;
        engine.Flushed(partitions);
    }
}
