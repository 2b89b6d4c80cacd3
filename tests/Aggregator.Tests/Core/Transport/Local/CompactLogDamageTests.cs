using Aggregator.Core.Transport.Local;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Core.Transport.Local;

public sealed class CompactLogDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _directory;
    private readonly string _commit;
    private readonly string _segment;

    public CompactLogDamageTests()
    {
        _directory = _folder.At("log");
        _commit = _folder.At("log", "commit");
        _segment = _folder.At("log", "log.0");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Refuses_a_missing_commit_file_beside_data()
    {
        Write(3);
        File.Delete(_commit);
        AssertRefused("is missing beside log files");
    }

    [Fact]
    public void Refuses_an_emptied_commit_file()
    {
        Write(3);
        File.WriteAllBytes(_commit, []);
        AssertRefused("is empty");
    }

    [Fact]
    public void Refuses_a_commit_file_with_any_bit_flipped()
    {
        Write(3);
        var good = File.ReadAllBytes(_commit);
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            File.WriteAllBytes(_commit, Flip(good, bit));
            AssertRefused("is damaged");
        }
        File.WriteAllBytes(_commit, good);
        Assert.Equal(3, Records.ReadAll(_directory).Count);
    }

    [Fact]
    public void Refuses_a_commit_file_that_was_cut_off()
    {
        Write(3);
        var good = File.ReadAllBytes(_commit);
        for (var length = 1; length < good.Length; length++)
        {
            File.WriteAllBytes(_commit, good[..length]);
            AssertRefused("is damaged");
        }
    }

    [Fact]
    public void Refuses_a_missing_or_shortened_segment()
    {
        Write(3);
        var good = File.ReadAllBytes(_segment);
        File.WriteAllBytes(_segment, good[..100]);
        AssertRefused("log.0 is too short");
        File.Delete(_segment);
        AssertRefused("log.0 is missing");
    }

    [Theory]
    [InlineData(40, 60)] // all in the last page, which FasterLog keeps in memory and never checks
    [InlineData(60_000, 150)] // several pages, read from the disk
    public void Sees_every_flipped_bit_that_matters(int maxBytes, int count)
    {
        var written = Write(count, maxBytes);
        var used = UsedBytes();
        var seen = 0;
        var gen = Gen.Choose((int)CompactLog.FirstPosition * 8, (used * 8) - 1);
        Prop.ForAll(gen.ToArbitrary(), bit =>
        {
            FlipInSegment(bit);
            var (read, corruption) = ReadUntilDamage();
            FlipInSegment(bit);
            Records.AssertSame(written.Take(read.Count), read);
            if (corruption is null) Assert.Equal(written.Count, read.Count);
            else seen++;
        }).QuickCheckThrowOnFailure();
        Assert.InRange(seen, 50, 100); // the rest fell in FasterLog's own checksums, which nothing depends on
    }

    [Fact]
    public void Sees_every_bit_flipped_in_the_length_of_the_last_record()
    {
        var written = Write(5, 40);
        var last = Position(4);
        for (var bit = 0; bit < 32; bit++)
        {
            FlipInSegment(((int)(last + 8) * 8) + bit);
            var (read, corruption) = ReadUntilDamage();
            FlipInSegment(((int)(last + 8) * 8) + bit);
            Records.AssertSame(written.Take(4), read);
            Assert.Equal(last, corruption?.Position);
        }
    }

    [Theory]
    [InlineData(40, 5)] // nothing comes after the page: only the log's end tells
    [InlineData(60_000, 150)] // other pages do: only the chain of records tells
    public void Misses_what_FasterLog_takes_for_the_rest_of_a_page(int maxBytes, int count)
    {
        var written = Write(count, maxBytes);
        var third = Position(2);
        using (var file = new FileStream(_segment, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = third + 8; // the length, after FasterLog's checksum
            file.Write(new byte[4]);
        }
        var (read, corruption) = ReadUntilDamage();
        Records.AssertSame(written.Take(2), read);
        Assert.Equal(third, corruption?.Position);
    }

    [Fact]
    public void Stays_at_the_damaged_record()
    {
        Write(3, 40);
        FlipInSegment((int)(CompactLog.FirstPosition + 30) * 8);

        using var log = CompactLog.Open(_directory);
        using var reader = log.OpenReader(log.BeginPosition);
        for (var i = 0; i < 3; i++)
        {
            var error = Assert.Throws<CompactLogCorruptException>(() => reader.TryRead(out _, out _, out _));
            Assert.Equal(CompactLog.FirstPosition, error.Position);
            Assert.Contains(_directory, error.Message, StringComparison.Ordinal);
        }
    }

    private List<byte[]> Write(int count, int maxBytes = 100)
    {
        var random = new Random(1);
        var records = Enumerable.Range(0, count).Select(i => Records.Numbered(i, random.Next(maxBytes))).ToList();
        using var log = CompactLog.Open(_directory);
        log.Append(records);
        return records;
    }

    private int UsedBytes()
    {
        using var log = CompactLog.Open(_directory);
        return (int)log.TailPosition;
    }

    private long Position(int record)
    {
        using var log = CompactLog.Open(_directory);
        using var reader = log.OpenReader(log.BeginPosition);
        var at = 0L;
        for (var i = 0; i <= record; i++) Assert.True(reader.TryRead(out _, out at, out _));
        return at;
    }

    private (List<byte[]> Read, CompactLogCorruptException? Corruption) ReadUntilDamage()
    {
        var read = new List<byte[]>();
        using var log = CompactLog.Open(_directory);
        using var reader = log.OpenReader(log.BeginPosition);
        try
        {
            while (reader.TryRead(out var record, out _, out _)) read.Add(record.ToArray());
            return (read, null);
        }
        catch (CompactLogCorruptException e)
        {
            return (read, e);
        }
    }

    private void AssertRefused(string problem)
    {
        var error = Assert.Throws<CompactLogException>(() => CompactLog.Open(_directory));
        Assert.Contains(_directory, error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains("Restore the folder", error.Message, StringComparison.Ordinal);
    }

    private void FlipInSegment(int bit)
    {
        using var file = new FileStream(_segment, FileMode.Open, FileAccess.ReadWrite);
        file.Position = bit / 8;
        var flipped = (byte)(file.ReadByte() ^ (1 << (bit % 8)));
        file.Position--;
        file.WriteByte(flipped);
    }

    private static byte[] Flip(byte[] bytes, int bit)
    {
        var copy = bytes.ToArray();
        copy[bit / 8] ^= (byte)(1 << (bit % 8));
        return copy;
    }
}
