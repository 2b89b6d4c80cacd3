using System.IO.Pipelines;
using System.Text;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Streams;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

public sealed class StandardInputSourceTests
{
    private readonly List<string> _lines = [];

    [Fact]
    public async Task Reads_to_the_end_with_the_last_line_and_completes()
    {
        using var stream = new MemoryStream("one\r\n\ntwo"u8.ToArray());
        using var source = Source(stream);
        Assert.Empty(source.Partitions);
        await Until(source, () => source.IsCompleted);
        Assert.Equal(["one", "", "two"], _lines, StringComparer.Ordinal);
        var partition = Assert.Single(source.Partitions);
        Assert.Equal(("stdin", 9, 3), (partition.Id.Cluster, partition.Next, partition.Messages));
        Assert.True(partition.States.HasFlag(SourceStates.Ended));
    }

    [Fact]
    public async Task Polling_does_not_wait_for_bytes()
    {
        var pipe = new Pipe();
        await using var stream = pipe.Reader.AsStream();
        using var source = Source(stream);
        Assert.Equal(0, Poll(source));
        await pipe.Writer.WriteAsync("one\ntw"u8.ToArray());
        await Until(source, () => _lines.Count == 1);
        Assert.Equal(0, Poll(source));
        Assert.False(source.IsCompleted);
        await pipe.Writer.WriteAsync("o\n"u8.ToArray());
        await pipe.Writer.CompleteAsync();
        await Until(source, () => source.IsCompleted);
        Assert.Equal(["one", "two"], _lines, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Reads_ahead_by_a_bounded_amount()
    {
        await using var stream = new EndlessStream();
        using var source = Source(stream);
        Poll(source);
        await WaitUntil(() => stream.Given >= 1024 * 1024);
        await Task.Delay(100);
        Assert.InRange(stream.Given, 1024 * 1024, 2 * 1024 * 1024);
    }

    [Fact]
    public async Task A_stream_that_fails_ends_with_what_was_read_and_says_why()
    {
        await using var stream = new FailingStream();
        using var source = Source(stream);
        await Until(source, () => source.IsCompleted);
        Assert.Equal(["one", "tw"], _lines, StringComparer.Ordinal);
        Assert.Equal("broken", source.Problem);
    }

    [Fact]
    public async Task The_end_of_the_stream_does_not_move_the_watermark()
    {
        using var stream = new MemoryStream("one\n"u8.ToArray());
        using var source = Source(stream);
        await Until(source, () => source.IsCompleted);
        Assert.Equal(WatermarkTracker.None, Assert.Single(source.Partitions).Watermark.WatermarkMs);
    }

    private static StandardInputSource Source(Stream stream) => new(stream, 1000, 5000, NullLogger.Instance);

    private int Poll(StandardInputSource source) =>
        source.Poll(LogReceiver.Of((_, line, in _) => _lines.Add(Encoding.UTF8.GetString(line))), 0);

    private Task Until(StandardInputSource source, Func<bool> condition) => WaitUntil(() =>
    {
        Poll(source);
        return condition();
    });

    private static async Task WaitUntil(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 2000, "It took over 10 s.");
            await Task.Delay(5);
        }
    }

    private sealed class EndlessStream : MemoryStream
    {
        private long _given;

        public long Given => Volatile.Read(ref _given);

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'\n');
            Interlocked.Add(ref _given, buffer.Length);
            return buffer.Length;
        }
    }

    private sealed class FailingStream : MemoryStream
    {
        private bool _wasRead;

        public override int Read(Span<byte> buffer)
        {
            if (_wasRead) throw new IOException("broken");
            _wasRead = true;
            "one\ntw"u8.CopyTo(buffer);
            return 6;
        }
    }
}
