using Aggregator.Core.Windowing;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Core.Windowing;

public sealed class TumblingWindowTests
{
    private static readonly TumblingWindow TenSeconds = new(10_000);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9_999, 0)]
    [InlineData(10_000, 10_000)]
    [InlineData(1_768_484_243_000, 1_768_484_240_000)]
    [InlineData(-1, -10_000)]
    [InlineData(-10_000, -10_000)]
    [InlineData(-10_001, -20_000)]
    public void Starts_at_the_multiple_of_its_size_at_or_before_the_log(long eventTimeMs, long expectedStartMs) =>
        Assert.Equal(expectedStartMs, TenSeconds.StartOf(eventTimeMs));

    [Fact]
    public void Every_time_is_in_exactly_one_window() =>
        Prop.ForAll<int, int>((time, step) =>
        {
            var window = new TumblingWindow(1 + Math.Abs((long)step));
            var start = window.StartOf(time);
            return start <= time && time < window.EndOf(start) && start % window.SizeMs == 0
                && window.StartOf(window.EndOf(start)) == window.EndOf(start);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Closes_when_the_watermark_reaches_its_end()
    {
        Assert.False(TenSeconds.IsClosed(20_000, watermarkMs: 29_999));
        Assert.True(TenSeconds.IsClosed(20_000, watermarkMs: 30_000));
    }

    [Fact]
    public void Is_open_before_the_first_watermark() =>
        Assert.False(TenSeconds.IsClosed(0, WatermarkTracker.None));
}
