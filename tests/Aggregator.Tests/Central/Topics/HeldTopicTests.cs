using Aggregator.Central.Topics;
using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;
using Aggregator.Tests.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Central.Topics;

public sealed class HeldTopicTests
{
    private static readonly Dictionary<string, StreamPosition> Nowhere = new(StringComparer.Ordinal);

    private readonly ListTopic _topic = new("cn-a", 2);

    public static TheoryData<byte[], string> BadBatches => new()
    {
        { [], "is empty" },
        { [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], "is no batch" },
        { "{\"window_start\":1768435200}"u8.ToArray(), "compact.format: json" },
        { Broken(Heartbeat("cn-a", 1)), "is damaged" },
        { Heartbeat("cn-a", 1, windowMs: 60_000), "windows.size" },
        { Heartbeat("cn-b", 1), "region cn-b" },
        { TooLong(), "bytes, more than the central job takes" },
        { Broken(TooLong()), "bytes, more than the central job takes" },
        { OfChunks(Heartbeat("cn-a", 1), 4_097), "is one of 4097 chunks of a flush" },
        { OfChunks(Heartbeat("cn-a", 1), int.MaxValue), "is one of 2147483647 chunks of a flush" },
    };

    [Theory]
    [MemberData(nameof(BadBatches))]
    public void A_batch_that_cannot_be_merged_holds_the_region_and_is_named_with_its_remedy(byte[] bad, string reason)
    {
        _topic.Append(1, Heartbeat("cn-a", 1));
        _topic.Append(1, bad);
        _topic.Append(1, Heartbeat("cn-a", 2));
        using var topic = Open();

        Assert.IsType<WholeFlush>(topic.TryRead());
        Assert.Null(topic.TryRead());
        Assert.Contains("cn-a/1/1", topic.Held, StringComparison.Ordinal);
        Assert.Contains(reason, topic.Held, StringComparison.Ordinal);
        Assert.EndsWith("Skip cn-a/1/1.", topic.Held, StringComparison.Ordinal);
        Assert.Equal(StreamPosition.At(1), topic.Positions.Single().Value);
    }

    [Fact]
    public void The_other_partitions_of_a_held_region_wait_too()
    {
        _topic.Append(0, [1]);
        using var topic = Open();
        Assert.Null(topic.TryRead());
        _topic.Append(1, Heartbeat("cn-a", 1));
        Assert.Null(topic.TryRead());
    }

    [Fact]
    public void A_batch_that_the_operator_names_is_passed_over_and_no_other()
    {
        _topic.Append(0, [1]);
        _topic.Append(0, Heartbeat("cn-a", 1));
        _topic.Append(0, [2]);
        using var topic = Open(new BatchAddress("cn-a", 0, 0), new BatchAddress("cn-b", 0, 2), new BatchAddress("cn-a", 0, 1));

        var passed = Assert.IsType<PassedOver>(topic.TryRead());
        Assert.Equal((PassReason.Skipped, "cn-a", "cn-a/0", 0L, 1L), (passed.Reason, passed.Region, passed.Stream, passed.From, passed.Next));
        // It can be read, so it is merged although it was named.
        Assert.IsType<WholeFlush>(topic.TryRead());
        Assert.Null(topic.TryRead());
        Assert.Contains("cn-a/0/2", topic.Held, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_topic_deleted_before_it_was_read_is_told_with_its_extent()
    {
        for (var sequence = 0; sequence < 5; sequence++) _topic.Append(0, Heartbeat("cn-a", sequence));
        _topic.DeleteBefore(0, 3);
        using var topic = Open(new Dictionary<string, StreamPosition>(StringComparer.Ordinal) { ["cn-a/0"] = StreamPosition.At(1) });

        Assert.Equal(new PassedOver("cn-a/0", StreamPosition.At(3), "cn-a", PassReason.Expired, 1, 3), topic.TryRead());
        Assert.Equal(3, Assert.IsType<WholeFlush>(topic.TryRead()).Flush.Id.Sequence);
    }

    [Fact]
    public void What_was_merged_before_it_was_deleted_is_no_loss()
    {
        for (var sequence = 0; sequence < 5; sequence++) _topic.Append(0, Heartbeat("cn-a", sequence));
        _topic.DeleteBefore(0, 3);
        using var topic = Open(new Dictionary<string, StreamPosition>(StringComparer.Ordinal) { ["cn-a/0"] = new(1, 4) });

        Assert.Equal(4, Assert.IsType<WholeFlush>(topic.TryRead()).Flush.Id.Sequence);
        Assert.Null(topic.TryRead());
    }

    [Fact]
    public void A_topic_made_anew_is_told_and_read_from_its_beginning()
    {
        _topic.Recreate(0);
        _topic.Append(0, Heartbeat("cn-a", 9));
        using var topic = Open(new Dictionary<string, StreamPosition>(StringComparer.Ordinal) { ["cn-a/0"] = StreamPosition.At(500) });

        Assert.Equal(new PassedOver("cn-a/0", StreamPosition.At(0), "cn-a", PassReason.Replaced, 500, 0), topic.TryRead());
        Assert.Equal(9, Assert.IsType<WholeFlush>(topic.TryRead()).Flush.Id.Sequence);
    }

    [Fact]
    public void An_idle_partitions_position_follows_its_end_so_that_deleted_markers_are_no_loss()
    {
        _topic.Append(0, Heartbeat("cn-a", 1), markers: 1);
        using var topic = Open();
        Assert.IsType<WholeFlush>(topic.TryRead());
        Assert.Null(topic.TryRead());
        Assert.Equal(StreamPosition.At(2), topic.Positions.Single().Value);
    }

    [Theory]
    [InlineData("cn-a/0/4711", "cn-a", 0, 4711)]
    [InlineData("région 1/12/0", "région 1", 12, 0)]
    public void An_address_is_read_as_it_is_written(string text, string region, int partition, long offset)
    {
        Assert.True(BatchAddress.TryParse(text, out var address));
        Assert.Equal(new BatchAddress(region, partition, offset), address);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("cn-a")]
    [InlineData("cn-a/0")]
    [InlineData("/0/1")]
    [InlineData("cn-a/-1/1")]
    [InlineData("cn-a/0/x")]
    [InlineData("cn-a/0/1/2")]
    [InlineData("cn-a/99999999999/1")]
    public void Anything_else_is_no_address(string text) => Assert.False(BatchAddress.TryParse(text, out _));

    private CompactTopic Open(params BatchAddress[] skips) => Open(Nowhere, skips);

    private CompactTopic Open(Dictionary<string, StreamPosition> positions, params BatchAddress[] skips)
    {
        var topic = new CompactTopic("cn-a", _topic.OpenSource(), 10_000, skips);
        topic.Open(positions);
        return topic;
    }

    private static byte[] Heartbeat(string region, long sequence, long windowMs = 10_000) =>
        BatchWriter.Write(new Flush(new FlushId(region, "0", 1, sequence), windowMs, 1000, 0, [], [], [])).Single();

    /// <summary>What can be read, but has no room in the journal.</summary>
    private static byte[] TooLong() => BatchWriter.Write(new Flush(
        new FlushId("cn-a", "0", 1, 1), 10_000, 1000, 0, [], [], [new OutcomeCount(Outcome.Malformed, new string('x', CompactLog.MaxRecordBytes), 1)])).Single();

    /// <summary>The same batch as the first of so many.</summary>
    private static byte[] OfChunks(byte[] batch, int chunks)
    {
        const int Chunks = 18;
        byte[] varint = [.. Enumerable.Range(0, 5).Select(group => (byte)(chunks >> (7 * group) & 0x7f | (group < 4 ? 0x80 : 0)))];
        return BatchSeal.Sealed([.. batch[..Chunks], .. varint, .. batch[(Chunks + 1)..]]);
    }

    private static byte[] Broken(byte[] batch)
    {
        batch[^1] ^= 1;
        return batch;
    }
}
