using System.Buffers.Binary;
using Aggregator.Core.Wire;
using FASTER.core;

namespace Aggregator.Core.Transport.Local;

/// <summary>
/// The file <c>commit</c> of a log's folder: how far the log is committed. FasterLog writes it through this class after
/// the records themselves are on the disk; it is replaced atomically, so it always says what was acknowledged last.
/// </summary>
/// <remarks>
/// FasterLog's own commit files do not do: a missing, empty or damaged one opens silently as an empty log, a failed
/// write of one is acknowledged all the same, and nothing syncs their folder.
/// Format, little-endian: magic (8 bytes), version, page size in bits, segment size in bits (i32), commit number, begin, until (i64),
/// length of FasterLog's metadata (i32), the metadata, CRC-32C of all before it (u32).
/// </remarks>
internal sealed class CommitFile : ILogCommitManager
{
    public const string FileName = "commit";

    private const int Version = 1;
    private const int HeaderBytes = 48;
    private const int MaxBytes = 1 << 16;

    private readonly string _path;
    private readonly int _pageSizeBits;
    private readonly int _segmentSizeBits;
    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _metadata = [];
    private long _number;

    private CommitFile(string directory, int pageSizeBits, int segmentSizeBits)
    {
        _path = Path.Combine(directory, FileName);
        _pageSizeBits = pageSizeBits;
        _segmentSizeBits = segmentSizeBits;
    }

    private static ReadOnlySpan<byte> Magic => "AGGR-LOG"u8;

    /// <summary>First position that is still kept.</summary>
    public long Begin { get; private set; } = CompactLog.FirstPosition;

    /// <summary>Position after the last committed record.</summary>
    public long Until { get; private set; } = CompactLog.FirstPosition;

    /// <summary>Completes with the reason when a commit could not be written. FasterLog itself would wait for ever.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>Writes the commit file of a new, empty log.</summary>
    public static CommitFile Create(string directory, int pageSizeBits, int segmentSizeBits)
    {
        var file = new CommitFile(directory, pageSizeBits, segmentSizeBits);
        file.Write(file.Begin, file.Until, [], number: 0);
        return file;
    }

    /// <summary>Reads the commit file of a log.</summary>
    /// <exception cref="InvalidDataException">It is empty, damaged, or of another version; the message says what of these.</exception>
    public static CommitFile Load(string directory, int pageSizeBits, int segmentSizeBits)
    {
        var file = new CommitFile(directory, pageSizeBits, segmentSizeBits);
        var length = new FileInfo(file._path).Length;
        if (length == 0) throw new InvalidDataException("is empty");
        if (length is < HeaderBytes + sizeof(uint) or > MaxBytes) throw new InvalidDataException("is damaged");
        file.Parse(File.ReadAllBytes(file._path));
        return file;
    }

    /// <inheritdoc/>
    public void Commit(long beginAddress, long untilAddress, byte[] commitMetadata, long commitNum, bool forceWriteMetadata)
    {
        try
        {
            Write(beginAddress, untilAddress, commitMetadata, commitNum);
        }
        catch (Exception e)
        {
            _failed.TrySetResult(e);
            throw; // so that FasterLog neither moves its committed position nor deletes segments
        }
    }

    /// <inheritdoc/>
    public IEnumerable<long> ListCommits() => _metadata.Length == 0 ? [] : [_number];

    /// <inheritdoc/>
    public byte[] GetCommitMetadata(long commitNum) => _metadata;

    /// <inheritdoc/>
    public void OnRecovery(long commitNum)
    {
    }

    /// <inheritdoc/>
    public void RemoveCommit(long commitNum)
    {
    }

    /// <inheritdoc/>
    public void RemoveAllCommits()
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(long begin, long until, byte[] metadata, long number)
    {
        var bytes = Format(begin, until, metadata, number);
        DurableFile.Replace(_path, file => file.Write(bytes));
        (Begin, Until, _metadata, _number) = (begin, until, metadata, number);
    }

    private byte[] Format(long begin, long until, byte[] metadata, long number)
    {
        var bytes = new byte[HeaderBytes + metadata.Length + sizeof(uint)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), _pageSizeBits);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), _segmentSizeBits);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(20), number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(28), begin);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(36), until);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), metadata.Length);
        metadata.CopyTo(bytes.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(^sizeof(uint)), Crc32C.Compute(bytes.AsSpan(..^sizeof(uint))));
        return bytes;
    }

    private void Parse(ReadOnlySpan<byte> bytes)
    {
        var metadataBytes = bytes.Length - HeaderBytes - sizeof(uint);
        var whole = bytes.StartsWith(Magic)
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) == Crc32C.Compute(bytes[..^sizeof(uint)])
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[44..]) == metadataBytes;
        if (!whole) throw new InvalidDataException("is damaged");

        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        var sameShape = BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]) == _pageSizeBits
            && BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]) == _segmentSizeBits;
        if (version != Version || !sameShape) throw new InvalidDataException("was written by another version of the program");

        _number = BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]);
        Begin = BinaryPrimitives.ReadInt64LittleEndian(bytes[28..]);
        Until = BinaryPrimitives.ReadInt64LittleEndian(bytes[36..]);
        _metadata = bytes.Slice(HeaderBytes, metadataBytes).ToArray();
    }
}
