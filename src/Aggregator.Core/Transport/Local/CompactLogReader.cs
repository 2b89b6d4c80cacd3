using FASTER.core;

namespace Aggregator.Core.Transport.Local;

/// <summary>Reads a log's committed records in order, and can be asked again at its end for more. One thread at a time.</summary>
public sealed class CompactLogReader : IDisposable
{
    private readonly CompactLog _log;
    private readonly FasterLogScanIterator _scan;
    private CompactLogCorruptException? _corruption;

    internal CompactLogReader(CompactLog log, FasterLogScanIterator scan, long position)
    {
        _log = log;
        _scan = scan;
        Position = position;
    }

    /// <summary>Position of the next record to be read.</summary>
    public long Position { get; private set; }

    /// <summary>Reads the next record; false when there is none yet.</summary>
    /// <param name="record">The record, in memory of its own: it stays valid.</param>
    /// <param name="position">The record's position.</param>
    /// <param name="nextPosition">Where to open a reader to go on after it.</param>
    /// <exception cref="CompactLogCorruptException">The record is not as it was appended. The reader stays there: every further call throws again.</exception>
    /// <exception cref="CompactLogException">The log was truncated past the reader.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> record, out long position, out long nextPosition)
    {
        record = default;
        position = nextPosition = Position;
        if (_corruption is not null) throw Corrupt("a record is damaged", _corruption);
        _log.RequireKept(Position);
        if (Position >= _log.TailPosition) return false;

        // The log's end is known, so a scan that finds nothing before it has passed over damaged records.
        if (!Next(out var frame, out var address)) throw Corrupt("committed records cannot be found");
        if (!RecordFrame.TryRead(frame, Position, out record)) throw Corrupt("a record is damaged or missing");

        Position = nextPosition = address + RecordFrame.EntryHeaderBytes + frame.Length;
        return true;
    }

    /// <summary>Frees the reader's buffer.</summary>
    public void Dispose() => _scan.Dispose();

    private bool Next(out byte[] frame, out long address)
    {
        try
        {
            return _scan.GetNext(out frame, out _, out address);
        }
        catch (Exception e) when (e is FasterException or IOException or OperationCanceledException)
        {
            throw Corrupt("a record cannot be read", e);
        }
    }

    private CompactLogCorruptException Corrupt(string problem, Exception? inner = null) =>
        _corruption = new CompactLogCorruptException(_log.DirectoryPath, Position, problem, inner);
}
