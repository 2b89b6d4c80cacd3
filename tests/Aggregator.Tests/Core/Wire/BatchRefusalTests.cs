using Aggregator.Core.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using static Aggregator.Tests.Core.Wire.BatchSeal;

namespace Aggregator.Tests.Core.Wire;

public sealed class BatchRefusalTests
{
    [Fact]
    public void Every_flipped_bit_of_a_small_batch_is_refused()
    {
        var batch = BatchWriter.Write(new FlushGenerator(11).Next(maxRows: 5))[0];
        for (var bit = 0; bit < batch.Length * 8; bit++) AssertRefused(batch, bit);
    }

    [Fact]
    public void Flipped_bits_of_a_large_batch_are_refused()
    {
        var batch = BatchWriter.Write(RealisticFlush.Create(logs: 10_000))[0];
        var random = new Random(12);
        for (var i = 0; i < 2_000; i++) AssertRefused(batch, random.Next(batch.Length * 8));
    }

    [Fact]
    public void Every_truncation_and_every_addition_is_refused()
    {
        var batch = BatchWriter.Write(new FlushGenerator(13).Next(maxRows: 20))[0];
        for (var length = 0; length < batch.Length; length++)
        {
            Assert.NotEqual(BatchError.None, BatchReader.Read(batch.AsSpan(0, length)).Error);
        }
        Assert.Equal(BatchError.BadChecksum, BatchReader.Read([.. batch, 0]).Error);
    }

    [Fact]
    public void What_does_not_begin_like_a_batch_is_none()
    {
        Assert.Equal(BatchError.NotABatch, BatchReader.Read([]).Error);
        Assert.Equal(BatchError.NotABatch, BatchReader.Read("AGB\u0001"u8).Error);
        Assert.Equal(BatchError.NotABatch, BatchReader.Read("{\"window_start\":1768484240}"u8).Error);
    }

    [Fact]
    public void A_whole_batch_of_another_version_is_told_from_a_damaged_one()
    {
        var batch = BatchWriter.Write(new FlushGenerator(14).Next())[0];
        batch[3] = 2;
        Assert.Equal(BatchError.BadChecksum, BatchReader.Read(batch).Error);

        var result = BatchReader.Read(Sealed(batch));
        Assert.Equal(BatchError.UnknownVersion, result.Error);
        Assert.Equal(2, result.Version);
        Assert.Null(result.Chunk);
    }

    [Fact]
    public void Wrong_content_under_a_right_checksum_never_throws_and_never_gives_impossible_measures() =>
        Prop.ForAll(FlushGenerator.Seeds, seed =>
        {
            var random = new Random(seed);
            var batch = BatchWriter.Write(new FlushGenerator(seed).Next(maxRows: 20))[0];
            for (var changes = random.Next(1, 4); changes > 0; changes--) batch[random.Next(8, batch.Length)] = (byte)random.Next(256);
            var result = BatchReader.Read(Sealed(batch));
            return result.IsRead
                ? result.Chunk.Flush.Rows.All(row => row.Measures.IsConsistent())
                : result.Error == BatchError.Malformed;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_bytes_under_a_right_checksum_never_throw() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            byte[] batch = [.. "AGB\u0001\0\0\0\0"u8, .. bytes];
            Assert.Equal(BatchError.Malformed, BatchReader.Read(Sealed(batch)).Error);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bytes_after_the_content_are_malformed()
    {
        var batch = BatchWriter.Write(new FlushGenerator(15).Next())[0];
        Assert.Equal(BatchError.Malformed, BatchReader.Read(Sealed([.. batch, 0])).Error);
    }

    [Theory]
    [InlineData(0x7f)] // as many rows as one byte can say
    [InlineData(0xff)] // a number of ten bytes
    public void A_length_beyond_the_bytes_there_are_takes_no_memory(int filler)
    {
        // region, worker, epoch, sequence, index, count 1, window, slow, created; then the number of rows.
        byte[] batch = [.. "AGB\u0001\0\0\0\0"u8, 0, 0, 0, 0, 0, 1, 0, 0, 0, .. Enumerable.Repeat((byte)filler, 9), 1];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(BatchError.Malformed, BatchReader.Read(Sealed(batch)).Error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    private static void AssertRefused(byte[] batch, int bit)
    {
        batch[bit / 8] ^= (byte)(1 << bit % 8);
        var result = BatchReader.Read(batch);
        batch[bit / 8] ^= (byte)(1 << bit % 8);
        Assert.Equal(bit < 24 ? BatchError.NotABatch : BatchError.BadChecksum, result.Error);
        Assert.Null(result.Chunk);
    }
}
