using System.Text;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Generate;

public sealed class GeneratorSourceTests
{
    private const long StartMs = 1_768_484_243_000;
    private const string Region = "cn-hangzhou";

    private readonly ManualTime _time = new(StartMs);
    private readonly List<string> _received = [];

    [Fact]
    public void Hands_over_each_log_when_it_is_due()
    {
        using var source = Make(new GenerateOptions { Rate = 100 });
        Assert.Equal(1, Poll(source)); // log 0 is due at the start
        Assert.Equal(0, Poll(source));
        _time.Advance(9);
        Assert.Equal(0, Poll(source));
        _time.Advance(1);
        Assert.Equal(1, Poll(source));
        _time.Advance(1000);
        Assert.Equal(100, Poll(source));

        var expected = new LogGenerator(new GenerateOptions { Rate = 100 }, Region, StartMs);
        Assert.Equal(Enumerable.Range(0, 102).Select(n => Encoding.UTF8.GetString(expected.Write(n))), _received, StringComparer.Ordinal);
        Assert.Equal((102, 102), (Only(source).Next, Only(source).Messages));
        Assert.False(source.IsCompleted);
    }

    [Fact]
    public void A_position_is_a_log_number_and_next_moves_with_the_call()
    {
        using var source = Make(new GenerateOptions { Rate = 1000 });
        _time.Advance(5);
        var positions = new List<long>();
        source.Poll(LogReceiver.Of((partition, _, in arrival) =>
        {
            Assert.Null(arrival.Damage);
            Assert.Equal(arrival.Position, partition.Next);
            positions.Add(arrival.Position);
        }), _time.NowMs);
        Assert.Equal([0, 1, 2, 3, 4, 5], positions);
        Assert.Equal(6, Only(source).Next);
    }

    [Fact]
    public void Works_about_twenty_milliseconds_at_a_time_when_it_has_fallen_behind()
    {
        using var source = Make(new GenerateOptions { Rate = 1000 });
        _time.Advance(60_000);
        var now = _time.NowMs;
        var handed = source.Poll(LogReceiver.Of((_, _, in _) => _time.Advance(1)), now);
        Assert.InRange(handed, 20, 100);
        Assert.False(Only(source).Watermark.IsIdle);

        while (source.Poll(LogReceiver.Of((_, _, in _) => handed++), now) > 0)
        {
        }
        Assert.Equal(60_001, handed);
        Assert.True(Only(source).Watermark.IsIdle);
    }

    [Fact]
    public void Ends_when_the_count_is_reached()
    {
        using var source = Make(new GenerateOptions { Rate = 1000, Count = 3 });
        _time.Advance(10_000);
        Assert.Equal(3, Poll(source));
        Assert.True(source.IsCompleted);
        Assert.Equal(SourceStates.Ended, Only(source).ToProgress().States);
        Assert.Equal(0, Poll(source));
    }

    [Fact]
    public void Restarts_where_the_last_flush_ended_with_the_same_logs()
    {
        var options = new GenerateOptions { Rate = 1000 };
        using var first = Make(options);
        _time.Advance(100);
        Poll(first);
        var flushed = Only(first).ToProgress();
        _time.Advance(100);
        Poll(first);

        var straight = _received.ToList();
        _received.RemoveRange((int)flushed.Next, straight.Count - (int)flushed.Next);
        _time.Advance(0);
        using var second = Make(options, new SourceProgress(new SourceId("file", "x", 0), 1, 0, 9, 1, 1, 0, 0, 0, 0, default), flushed);
        Assert.Equal(flushed.Id, Only(second).Id);
        Assert.Equal((flushed.Next, flushed.Next), (Only(second).From, Only(second).Next));
        Poll(second);
        Assert.Equal(straight, _received);
    }

    [Fact]
    public void A_restored_watermark_does_not_go_back()
    {
        using var first = Make(new GenerateOptions());
        Only(first).Watermark.Observe(StartMs + 50_000);
        using var second = Make(new GenerateOptions(), Only(first).ToProgress());
        Assert.Equal(StartMs + 45_000, Only(second).Watermark.WatermarkMs);
    }

    [Fact]
    public void A_finished_stream_stays_finished_after_a_restart()
    {
        var options = new GenerateOptions { Count = 2 };
        using var first = Make(options);
        _time.Advance(1000);
        Poll(first);
        using var second = Make(options, Only(first).ToProgress());
        Assert.True(second.IsCompleted);
        Assert.Equal(SourceStates.Ended, Only(second).States);
        Assert.Equal(0, Poll(second));
    }

    [Fact]
    public void Other_options_or_another_region_begin_a_stream_of_their_own()
    {
        using var first = Make(new GenerateOptions());
        _time.Advance(1000);
        Poll(first);
        var progress = Only(first).ToProgress();
        using var faster = Make(new GenerateOptions { Rate = 2000 }, progress);
        using var elsewhere = new GeneratorSource(new GenerateOptions(), "cn-shanghai", Restored(progress), 5000, _time);
        using var worse = Make(new GenerateOptions { BurstShare = 1 }, progress);
        using var other = Make(new GenerateOptions { BurstProduct = "oss" }, progress);
        Assert.Equal((0, 0, 0, 0), (Only(faster).Next, Only(elsewhere).Next, Only(worse).Next, Only(other).Next));
        Assert.Equal(5, new[] { first, faster, elsewhere, worse, other }.Select(source => Only(source).Id).Distinct().Count());
    }

    [Fact]
    public void A_stream_goes_on_after_a_run_with_other_options()
    {
        using var first = Make(new GenerateOptions());
        _time.Advance(1000);
        Poll(first);
        var before = Restored(Only(first).ToProgress());
        using var faster = new GeneratorSource(new GenerateOptions { Rate = 2000 }, Region, before, 5000, _time);
        var absent = Assert.Single(before.Absent(_time.NowMs)).ToProgress();
        Assert.Equal((Only(first).Id, SourceStates.Ended), (absent.Id, absent.States));

        var after = Restored(Only(faster).ToProgress(), absent);
        using var again = new GeneratorSource(new GenerateOptions(), Region, after, 5000, _time);
        Assert.Equal((Only(first).Id, Only(first).Next), (Only(again).Id, Only(again).Next));
        Assert.Equal(SourceStates.None, Only(again).States);
        Assert.Equal(Only(faster).Id, Assert.Single(after.Absent(_time.NowMs)).Id);
    }

    private static SourcePartition Only(GeneratorSource source) => Assert.Single(source.Partitions);

    private GeneratorSource Make(GenerateOptions options, params SourceProgress[] restored) =>
        new(options, Region, Restored(restored), outOfOrdernessMs: 5000, _time);

    private RestoredProgress Restored(params SourceProgress[] sources) => new(new LastFlush(1, _time.NowMs, sources));

    private int Poll(GeneratorSource source) =>
        source.Poll(LogReceiver.Of((_, message, in _) => _received.Add(Encoding.UTF8.GetString(message))), _time.NowMs);

    // A clock that moves only when told to.
    private sealed class ManualTime(long startMs) : TimeProvider
    {
        public long NowMs { get; private set; } = startMs;

        public override long TimestampFrequency => 1000;

        public void Advance(long ms) => NowMs += ms;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);

        public override long GetTimestamp() => NowMs;
    }
}
