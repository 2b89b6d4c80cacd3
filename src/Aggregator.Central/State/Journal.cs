using System.Buffers;
using Aggregator.Central.Topics;
using Aggregator.Core.Transport.Local;

namespace Aggregator.Central.State;

/// <summary>
/// The centre's own log of what it did, in order: batches merged, publications, tables and settings taken up. The centre's state is a
/// pure function of it, so a restart from a snapshot that repeats what follows decides everything as before.
/// </summary>
/// <remarks>One thread (the merge thread) calls. Adding does not wait for the disk; <see cref="Commit"/> does.</remarks>
public sealed class Journal : IDisposable
{
    /// <summary>Where a journal begins that was never truncated: what a centre without a snapshot must read from.</summary>
    public const long FirstPosition = CompactLog.FirstPosition;

    private readonly CompactLog _log;

    private Journal(CompactLog log)
    {
        _log = log;
        Position = log.TailPosition;
    }

    /// <summary>Position after the last entry added: a snapshot of the state as it is now continues from here.</summary>
    public long Position { get; private set; }

    /// <summary>Opens the journal in a folder, or begins one in a new or empty folder.</summary>
    /// <exception cref="CompactLogException">The folder cannot be used; the message says why and what to do.</exception>
    public static Journal Open(string directory) => new(CompactLog.Open(directory));

    /// <summary>A batch was read from <paramref name="stream"/> and is merged at <paramref name="nowMs"/>.</summary>
    /// <param name="nowMs">Wall time that the merge decides with.</param>
    /// <param name="stream">The stream that it was read from.</param>
    /// <param name="position">How far the stream is merged once its flush is.</param>
    /// <param name="batch">The batch as it was read, at most <see cref="JournalEntry.MostBatchBytes"/>: BatchCheck lets no longer one through. Copied.</param>
    /// <exception cref="CompactLogException">The disk is full or fails: the centre must stop.</exception>
    public void AddBatch(long nowMs, string stream, StreamPosition position, ReadOnlySpan<byte> batch)
    {
        var bytes = JournalEntry.BatchBytes(stream, batch.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(bytes);
        var entry = buffer.AsSpan(0, bytes);
        JournalEntry.WriteBatch(entry, nowMs, stream, position, batch);
        Position = _log.Enqueue(entry);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>Messages of a stream were passed over.</summary>
    /// <exception cref="CompactLogException">The disk is full or fails: the centre must stop.</exception>
    public void AddPass(PassedOver passed) => Position = _log.Enqueue(PassEntry.Write(passed));

    /// <summary>What was merged is published at <paramref name="nowMs"/>. <see cref="Commit"/> before it is shown.</summary>
    /// <exception cref="CompactLogException">The disk is full or fails: the centre must stop.</exception>
    public void AddPublish(long nowMs) => Position = _log.Enqueue(JournalEntry.Short(JournalEntryKind.Publish, unchecked((ulong)nowMs)));

    /// <summary>From here on the API table with this hash is used.</summary>
    /// <exception cref="CompactLogException">The disk is full or fails: the centre must stop.</exception>
    public void AddTables(ulong hash) => Position = _log.Enqueue(JournalEntry.Short(JournalEntryKind.Tables, hash));

    /// <summary>From here on decisions are taken with these settings.</summary>
    /// <exception cref="CompactLogException">The disk is full or fails: the centre must stop.</exception>
    public void AddSettings(string json) => Position = _log.Enqueue(JournalEntry.Settings(json));

    /// <summary>Returns once everything added is on the disk.</summary>
    /// <exception cref="CompactLogException">The disk is full or fails: the centre must stop, and show nothing new.</exception>
    public void Commit() => _log.Commit();

    /// <summary>Reads committed entries from a position: a snapshot's, or <see cref="FirstPosition"/> without one.</summary>
    /// <exception cref="CompactLogException">The journal was truncated past the position, or ends before it: state would be lost unseen.</exception>
    public JournalReader OpenReader(long fromPosition) => new(_log.OpenReader(fromPosition));

    /// <summary>Frees what is before a position: the one that <see cref="SnapshotFile.Save"/> returned.</summary>
    /// <exception cref="CompactLogException">The disk fails: the centre must stop.</exception>
    public void TruncateBefore(long position) => _log.TruncateBefore(position);

    /// <summary>Closes the journal. What was added and not committed is lost. Dispose the readers first.</summary>
    public void Dispose() => _log.Dispose();
}

/// <summary>Reads a journal in order. One thread at a time.</summary>
public sealed class JournalReader : IDisposable
{
    private readonly CompactLogReader _reader;

    internal JournalReader(CompactLogReader reader) => _reader = reader;

    /// <summary>Reads the next committed entry; false at the end. The entry's bytes stay valid.</summary>
    /// <exception cref="CompactLogCorruptException">The files are damaged at the entry.</exception>
    /// <exception cref="InvalidDataException">A later version of the program wrote the entry.</exception>
    public bool TryRead(out JournalEntry entry, out long nextPosition)
    {
        var found = _reader.TryRead(out var record, out _, out nextPosition);
        entry = found ? JournalEntry.Parse(record) : default;
        return found;
    }

    /// <summary>Frees the reader's buffer.</summary>
    public void Dispose() => _reader.Dispose();
}
