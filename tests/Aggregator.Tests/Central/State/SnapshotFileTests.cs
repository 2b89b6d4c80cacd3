using Aggregator.Central.State;
using Aggregator.Central.Topics;
using Aggregator.Core.Wire;
using Aggregator.Tests.Core.Transport.Local;
using Xunit;

namespace Aggregator.Tests.Central.State;

public sealed class SnapshotFileTests : IDisposable
{
    private static readonly byte[] Engine = Records.Numbered(5, 40);

    private readonly TemporaryFolder _folder = new();
    private readonly string _newest;
    private readonly string _previous;

    public SnapshotFileTests()
    {
        _newest = _folder.At("state", "snapshot.bin");
        _previous = _folder.At("state", "snapshot.previous.bin");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Loads_nothing_when_nothing_was_saved() =>
        Assert.Null(File().Load((_, _) => Assert.Fail("there is nothing to read")));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_000)]
    public void Loads_what_was_saved(int engineBytes)
    {
        var saved = new SnapshotPosition(123, new Dictionary<string, StreamPosition>(StringComparer.Ordinal) { ["cn-b/1"] = new(7, 9), ["région"] = StreamPosition.At(-1) }, ulong.MaxValue);
        var engine = new Random(1);
        var bytes = new byte[engineBytes];
        engine.NextBytes(bytes);
        File().Save(saved, stream =>
        {
            foreach (var part in bytes.Chunk(70_001)) stream.Write(part, 0, part.Length);
        });

        var (loaded, read) = Load();
        Assert.Equal(bytes, read);
        Assert.Equal((saved.Journal, saved.TablesHash), (loaded.Journal, loaded.TablesHash));
        Assert.Equal(saved.Streams.OrderBy(pair => pair.Value.Resume), loaded.Streams.OrderBy(pair => pair.Value.Resume));
    }

    [Fact]
    public void Refuses_a_snapshot_with_any_bit_flipped()
    {
        Save(1);
        var good = System.IO.File.ReadAllBytes(_newest);
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            var bad = good.ToArray();
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            System.IO.File.WriteAllBytes(_newest, bad);
            AssertRefused();
        }
    }

    [Fact]
    public void Refuses_a_snapshot_of_any_other_length()
    {
        Save(1);
        var good = System.IO.File.ReadAllBytes(_newest);
        for (var length = 0; length < good.Length; length++)
        {
            System.IO.File.WriteAllBytes(_newest, good[..length]);
            AssertRefused();
        }
        System.IO.File.WriteAllBytes(_newest, [.. good, 0]);
        AssertRefused();
    }

    [Fact]
    public void Names_the_previous_snapshot_as_the_remedy_and_takes_it_once_the_damaged_one_is_gone()
    {
        Save(1);
        Save(2);
        System.IO.File.WriteAllBytes(_newest, []);
        Assert.Contains("Move it away: snapshot.previous.bin", AssertRefused().Message, StringComparison.Ordinal);

        System.IO.File.Delete(_newest);
        Assert.Equal(1, Load().Position.Journal);
    }

    [Fact]
    public void Takes_the_previous_snapshot_after_a_crash_between_the_two_renames()
    {
        Save(1);
        System.IO.File.Move(_newest, _previous);
        Assert.Equal(1, Load().Position.Journal);
    }

    [Fact]
    public void Keeps_the_last_snapshot_when_saving_fails()
    {
        Save(1);
        Assert.Throws<IOException>(() => File().Save(Position(2), _ => throw new IOException("disk full")));
        Assert.Equal(1, Load().Position.Journal);
        Save(3);
        Assert.Equal(3, Load().Position.Journal);
    }

    [Fact]
    public void Says_from_where_the_journal_is_needed_by_the_older_of_the_kept_snapshots()
    {
        var file = File();
        Assert.Equal(Journal.FirstPosition, file.Save(Position(100), Write));
        Assert.Equal(100, file.Save(Position(200), Write));

        var restarted = File();
        restarted.Load((_, _) => { });
        Assert.Equal(200, restarted.Save(Position(300), Write));

        System.IO.File.Delete(_newest);
        var fellBack = File();
        Assert.Equal(200, fellBack.Load((_, _) => { })!.Journal);
        Assert.Equal(200, fellBack.Save(Position(400), Write));
        Assert.Equal(400, fellBack.Save(Position(500), Write));
    }

    [Fact]
    public void Loads_a_snapshot_of_the_version_with_one_position()
    {
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(123L);
            writer.Write(5UL);
            writer.Write(1);
            writer.Write("cn-a");
            writer.Write(64L);
            writer.Write(Engine);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(_newest)!);
        using (var writer = new BinaryWriter(System.IO.File.Create(_newest)))
        {
            writer.Write("AGGRSNAP"u8);
            writer.Write(2u);
            writer.Write(Crc32C.Compute(body.ToArray()));
            writer.Write(body.Length);
            writer.Write(body.ToArray());
        }

        var (position, engine) = Load();
        Assert.Equal((123, 5UL), (position.Journal, position.TablesHash));
        Assert.Equal(StreamPosition.At(64), position.Streams["cn-a"]);
        Assert.Equal(Engine, engine);
    }

    private SnapshotFile File() => new(_folder.At("state"));

    private void Save(long journal) => File().Save(Position(journal), Write);

    private (SnapshotPosition Position, byte[] Engine) Load()
    {
        using var engine = new MemoryStream();
        var position = File().Load((_, stream) => stream.CopyTo(engine));
        return (position!, engine.ToArray());
    }

    private InvalidDataException AssertRefused()
    {
        var error = Assert.Throws<InvalidDataException>(() => File().Load((_, _) => Assert.Fail("nothing of it may be read")));
        Assert.Contains(_newest, error.Message, StringComparison.Ordinal);
        return error;
    }

    private static SnapshotPosition Position(long journal) =>
        new(journal, new Dictionary<string, StreamPosition>(StringComparer.Ordinal) { ["r"] = StreamPosition.At(journal) }, 1);

    private static void Write(Stream stream) => stream.Write(Engine);
}
