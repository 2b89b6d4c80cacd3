using System.Text;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Files;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("one\ntwo\n", "one|two")]
    [InlineData("one\r\ntwo\r\n", "one|two")]
    [InlineData("one\r\r\n", "one\r")]
    [InlineData("a\rb\n", "a\rb")]
    [InlineData("\n\r\n \n", "|| ")]
    public void Cuts_at_lf_and_crlf(string text, string lines) =>
        Assert.Equal(lines.Split('|'), Read(text, text.Length, 100).Select(line => line.Text), StringComparer.Ordinal);

    [Fact]
    public void A_last_line_without_line_end_is_read_only_when_asked_for()
    {
        var reader = new LineReader(100);
        var chunk = "whole\npart"u8;
        Assert.True(reader.TryRead(ref chunk, out _));
        Assert.False(reader.TryRead(ref chunk, out _));
        Assert.Equal(6, reader.Position);
        Assert.True(reader.TryFinish(out var last));
        Assert.Equal("part", Encoding.UTF8.GetString(last));
        Assert.Equal(10, reader.Position);
        Assert.False(reader.TryFinish(out _));
    }

    [Theory]
    [InlineData("12345\n", false)]
    [InlineData("12345\r\n", false)]
    [InlineData("123456\n", true)]
    [InlineData("123456\r\n", true)]
    [InlineData("1234567890123\n", true)]
    public void A_line_is_too_long_past_its_limit_without_its_line_end(string text, bool tooLong)
    {
        for (var chunk = 1; chunk <= text.Length; chunk++)
        {
            var line = Assert.Single(Read(text, chunk, maxLine: 5));
            Assert.Equal((tooLong, "12345"), (line.TooLong, line.Text));
        }
    }

    [Fact]
    public void A_line_of_20_MB_is_handed_over_by_its_head_and_occupies_no_more_than_the_limit()
    {
        const int maxLine = 1024 * 1024;
        var reader = new LineReader(maxLine);
        var chunk = new byte[64 * 1024];
        chunk.AsSpan().Fill((byte)'x');
        chunk[0] = (byte)'>';
        ReadOnlySpan<byte> bytes = chunk;
        Assert.False(reader.TryRead(ref bytes, out _));
        chunk[0] = (byte)'x';

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i < 320; i++)
        {
            bytes = chunk;
            Assert.False(reader.TryRead(ref bytes, out _));
        }
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 3 * maxLine);
        Assert.True(reader.IsSkipping);

        bytes = "end\nnext\n"u8;
        Assert.True(reader.TryRead(ref bytes, out var line));
        Assert.True(reader.LastIsTooLong);
        Assert.Equal(LineReader.MaxHeadBytes, line.Length);
        Assert.Equal((byte)'>', line[0]);
        Assert.Equal((20 * 1024 * 1024) + 4, reader.Position);
        Assert.True(reader.TryRead(ref bytes, out line));
        Assert.Equal("next", Encoding.UTF8.GetString(line));
        Assert.False(reader.LastIsTooLong);
    }

    [Fact]
    public void Reads_the_same_lines_however_the_bytes_are_cut_into_chunks()
    {
        var text = Gen.Elements("\n", "\r\n", "\r", "a", "bc", "0123456789").ArrayOf().Select(string.Concat);
        Prop.ForAll(Arb.From(text), Arb.From(Gen.Choose(1, 20)), (content, chunk) =>
        {
            var expected = content.Split('\n').SkipLast(1)
                .Select(line => line.EndsWith('\r') ? line[..^1] : line)
                .Select(line => (line.Length > 8 ? line[..8] : line, line.Length > 8));
            return Read(content, chunk, maxLine: 8).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();
    }

    private static List<(string Text, bool TooLong)> Read(string text, int chunkLength, int maxLine)
    {
        var reader = new LineReader(maxLine);
        var lines = new List<(string, bool)>();
        foreach (var part in Encoding.UTF8.GetBytes(text).Chunk(chunkLength))
        {
            ReadOnlySpan<byte> chunk = part;
            while (reader.TryRead(ref chunk, out var line))
            {
                lines.Add((Encoding.UTF8.GetString(line), reader.LastIsTooLong));
            }
        }
        return lines;
    }

    [Fact]
    public void Hands_over_the_lines_that_it_reads()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var maxLine = random.Next(1, 60);
            var text = Enumerable.Range(0, random.Next(400)).Select(_ => (byte)"\n\n\rab"[random.Next(5)]).ToArray();
            var (reads, handsOver) = (new LineReader(maxLine), new LineReader(maxLine));
            var partition = new SourcePartition(new("c", "t", 0), 1, 0, 0);
            var (expected, handed) = (new List<(string, long, bool)>(), new List<(string, long, bool)>());
            var receiver = LogReceiver.Of((_, line, in arrival) =>
                handed.Add((Convert.ToHexString(line), arrival.Position, arrival.Damage is not null)));
            for (var at = 0; at < text.Length;)
            {
                var length = Math.Min(text.Length - at, random.Next(1, 90));
                ReadOnlySpan<byte> chunk = text.AsSpan(at, length), again = chunk;
                var start = reads.Position;
                while (reads.TryRead(ref chunk, out var line))
                {
                    expected.Add((Convert.ToHexString(line), start, reads.LastIsTooLong));
                    start = reads.Position;
                }
                while (handsOver.TryHandOver(ref again, partition, receiver, 0)) Assert.Equal(handsOver.Position, partition.Next);
                at += length;
            }
            var lastStart = reads.Position;
            if (reads.TryFinish(out var last)) expected.Add((Convert.ToHexString(last), lastStart, reads.LastIsTooLong));
            handsOver.TryFinish(partition, receiver, 0);
            Assert.Equal(expected, handed);
            Assert.Equal((reads.Position, expected.Count), (partition.Next, (int)partition.Messages));
        }
    }
}
