using System.Buffers.Binary;
using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;

namespace Aggregator.Central.State;

/// <summary>
/// The centre's state, saved whole now and then: <c>snapshot.bin</c>, and the one before it as <c>snapshot.previous.bin</c>.
/// </summary>
/// <remarks>
/// <para>The previous snapshot and the journal from its position on lead to the same state as the newest, so a damaged one
/// costs nothing: but an operator decides that, by moving the damaged file away. Hence the journal may be truncated
/// only before the position that <see cref="Save"/> returns.</para>
/// <para>Format, little-endian: magic (8 bytes), version (u32), CRC-32C of the body (u32), length of the body (i64), body: journal
/// position (i64), hash of the API table (u64), number of streams (i32), each stream's name and two positions (i64; version 2 had one), the engine's bytes.</para>
/// </remarks>
public sealed class SnapshotFile
{
    private const string Name = "snapshot.bin";
    private const string PreviousName = "snapshot.previous.bin";
    private const string TemporaryName = "carried.tmp";
    private const uint Version = 5; // the checksum is the body's alone: no single flipped bit may make one version the other
    private const uint OnePositionVersion = 2;
    private const int HeaderBytes = 24;
    private const int ReadBytes = 1 << 16;

    private readonly string _directory;
    private readonly string _path;
    private readonly string _previousPath;
    private long _savedPosition = Journal.FirstPosition;

    /// <summary>Snapshots in a folder, which is created when it is not there.</summary>
    public SnapshotFile(string directory)
    {
        _directory = Path.GetFullPath(directory);
        _path = Path.Combine(_directory, Name);
        _previousPath = Path.Combine(_directory, PreviousName);
    }

    /// <summary>Where the snapshots are.</summary>
    public string Folder => _directory;

    private static ReadOnlySpan<byte> Magic => "AGGRSNAP"u8;

    /// <summary>Saves a snapshot: after a crash at any moment, it or the one before can be loaded. Load first, so that the one before is known.</summary>
    /// <param name="position">What the state covers. The journal must be committed up to there.</param>
    /// <param name="writeEngine">Writes the engine's bytes.</param>
    /// <returns>The journal position that the older of the kept snapshots continues from; the journal may be truncated before it.</returns>
    /// <exception cref="IOException">The disk is full or fails. What was saved before is still there. The message says what to do.</exception>
    public long Save(SnapshotPosition position, Action<Stream> writeEngine)
    {
        try
        {
            Directory.CreateDirectory(_directory);
            var temporary = DurableFile.WriteTemporary(_path, file => Write(file, position, writeEngine));
            if (File.Exists(_path)) File.Move(_path, _previousPath, overwrite: true);
            File.Move(temporary, _path); // a crash between the two leaves the previous one, which Load takes then
            DurableFile.FlushDirectory(_directory);
        }
        catch (IOException e)
        {
            throw new IOException($"The state cannot be saved ({e.Message}). Make space on the disk or repair it, then restart; nothing is lost.", e);
        }

        var neededFrom = _savedPosition;
        _savedPosition = position.Journal;
        return neededFrom;
    }

    /// <summary>Loads the newest snapshot; null when none was ever saved.</summary>
    /// <param name="readEngine">Reads the engine's bytes: the stream ends after them. Called once, and only if the whole file is right.</param>
    /// <exception cref="InvalidDataException">The snapshot is damaged or of another version. The message says what to do.</exception>
    public SnapshotPosition? Load(Action<SnapshotPosition, Stream> readEngine)
    {
        var path = File.Exists(_path) ? _path : _previousPath;
        if (!File.Exists(path)) return null;

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var version = Verify(file, path);
        var position = SnapshotPosition.Read(file, onePosition: version == OnePositionVersion);
        readEngine(position, file);
        _savedPosition = position.Journal;
        return position;
    }

    /// <summary>An empty file beside the snapshots, to write state to and read it again; gone once it is closed.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public FileStream OpenTemporary()
    {
        Directory.CreateDirectory(_directory);
        return new FileStream(
            Path.Combine(_directory, TemporaryName), FileMode.Create, FileAccess.ReadWrite, FileShare.None, ReadBytes,
            FileOptions.DeleteOnClose);
    }

    private static void Write(FileStream file, SnapshotPosition position, Action<Stream> writeEngine)
    {
        file.Write(new byte[HeaderBytes]); // not a valid header: filled in when everything else is there
        using (var body = new ChecksumStream(file))
        {
            position.Write(body);
            writeEngine(body);
            file.Position = 0;
            file.Write(Header(body.Crc, body.Position));
        }
    }

    private static byte[] Header(uint crc, long bodyBytes)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(12), crc);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), bodyBytes);
        return header;
    }

    /// <summary>Reads the whole file once, and leaves it at the beginning of its body; the version that it has.</summary>
    private uint Verify(FileStream file, string path)
    {
        var header = new byte[HeaderBytes];
        if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes) throw Damaged(path, "is cut off");
        if (!header.AsSpan().StartsWith(Magic)) throw Damaged(path, "is damaged");
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8));
        if (version is not (Version or OnePositionVersion))
            throw Damaged(path, $"has the format version {version}, and this program reads {OnePositionVersion} and {Version}");
        if (file.Length - HeaderBytes != BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(16))) throw Damaged(path, "is cut off");
        if (CrcOfRest(file) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12))) throw Damaged(path, "is damaged");
        file.Position = HeaderBytes;
        return version;
    }

    private static uint CrcOfRest(FileStream file)
    {
        var buffer = new byte[ReadBytes];
        var crc = Crc32C.Empty;
        for (int read; (read = file.Read(buffer)) > 0;) crc = Crc32C.Append(crc, buffer.AsSpan(0, read));
        return crc;
    }

    private InvalidDataException Damaged(string path, string problem)
    {
        var other = File.Exists(_path) && File.Exists(_previousPath)
            ? $"Move it away: {PreviousName} and the journal beside it lead to the same state."
            : "Restore the folder from a copy, or move it away, journal and all, to begin anew (counters restart at 0).";
        return new InvalidDataException($"The snapshot {path} {problem}. {other}");
    }
}
