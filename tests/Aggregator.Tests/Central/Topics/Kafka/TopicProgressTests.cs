using Aggregator.Central.Topics;
using Aggregator.Central.Topics.Kafka;
using Confluent.Kafka;
using Xunit;

namespace Aggregator.Tests.Central.Topics.Kafka;

public sealed class TopicProgressTests
{
    private readonly TopicProgress _progress = new("cn-a");

    [Fact]
    public void New_partitions_begin_at_their_beginning_and_known_ones_stay_where_they_are()
    {
        _progress.Set(0, 7);
        Assert.True(_progress.AddUpTo(3));
        Assert.False(_progress.AddUpTo(3));
        Assert.Equal(
            [(0, new Offset(7)), (1, Offset.Beginning), (2, Offset.Beginning)],
            _progress.NextOffsets.OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value)));
    }

    [Theory]
    [InlineData(10, 20, 30, SourceItemKind.Expired, 20)]
    [InlineData(31, 20, 30, SourceItemKind.Replaced, 20)]
    [InlineData(25, 20, 30, SourceItemKind.Nothing, 25)]
    [InlineData(30, 20, 30, SourceItemKind.Nothing, 30)]
    public void A_refused_position_is_decided_by_what_the_brokers_have(long position, long low, long high, SourceItemKind kind, long next)
    {
        _progress.Set(1, position);
        _progress.Refuse(1, question: 5);
        Assert.Empty(_progress.Answer(Facts(answers: 4, low, high))); // an answer from before the question

        var decided = Assert.Single(_progress.Answer(Facts(answers: 5, low, high)));
        Assert.Equal((kind, "cn-a/1", position), (decided.Kind, decided.Stream, decided.Position));
        Assert.Equal(next, Assert.Single(_progress.NextOffsets).Value.Value);
        Assert.Empty(_progress.Answer(Facts(answers: 6, low, high)));
    }

    [Fact]
    public void A_beginning_that_moved_before_it_was_read_is_no_loss()
    {
        _progress.AddUpTo(2);
        _progress.Refuse(1, question: 1);
        Assert.Equal(SourceItemKind.Nothing, Assert.Single(_progress.Answer(Facts(answers: 1, low: 20, high: 30))).Kind);
        Assert.Equal(Offset.Beginning, _progress.NextOffsets.Single(entry => entry.Key == 1).Value);
    }

    [Fact]
    public void What_is_unread_counts_from_what_is_kept()
    {
        _progress.Set(0, 25);
        _progress.AddUpTo(2);
        var ends = new Dictionary<int, OffsetRange> { [0] = new(20, 30), [1] = new(4, 10), [2] = new(0, 3) };
        Assert.Equal(5 + 6 + 3, _progress.Unread(ends));
        _progress.Set(0, 40); // beyond an answer that is older
        Assert.Equal(6 + 3, _progress.Unread(ends));
    }

    private static TopicFacts Facts(long answers, long low, long high) =>
        new(answers, IsReachable: true, 2, new Dictionary<int, OffsetRange> { [1] = new(low, high) });
}
