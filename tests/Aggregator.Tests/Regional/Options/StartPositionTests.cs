using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Options;

public sealed class StartPositionTests
{
    [Theory]
    [InlineData("latest", StartKind.Latest, 0)]
    [InlineData("earliest", StartKind.Earliest, 0)]
    [InlineData("2026-01-31T08:00:00Z", StartKind.Time, 1_769_846_400_000)]
    [InlineData("2026-01-31 08:00:00", StartKind.Time, 1_769_846_400_000)]
    [InlineData("2026-01-31T16:00:00.250+08:00", StartKind.Time, 1_769_846_400_250)]
    [InlineData("1769846400", StartKind.Time, 1_769_846_400_000)]
    public void A_start_is_an_end_or_a_time(string text, StartKind kind, long timeMs)
    {
        Assert.True(StartPosition.TryParse(text, out var position));
        Assert.Equal(new StartPosition(kind, timeMs), position);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Latest")]
    [InlineData("end")]
    [InlineData("-1")]
    [InlineData("2026-01-31")]
    [InlineData("2026-02-30T00:00:00Z")]
    public void Anything_else_is_none(string text)
    {
        Assert.False(StartPosition.TryParse(text, out var position));
        Assert.Equal(default, position);
    }
}
