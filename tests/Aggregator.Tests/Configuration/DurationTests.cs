using Aggregator.Configuration.Binding;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Configuration;

public sealed class DurationTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("500ms", 500)]
    [InlineData("10s", 10_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    public void Reads_every_unit(string text, long ms)
    {
        Assert.Null(Duration.Parse(text, out var duration));
        Assert.Equal(ms, duration.TotalMilliseconds);
        Assert.Equal(text, Duration.Format(duration));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10 s")]
    [InlineData("10S")]
    [InlineData("1h30m")]
    [InlineData("١٠s")]
    public void Refuses_anything_else(string text) => Assert.NotNull(Duration.Parse(text, out _));

    [Fact]
    public void Reads_what_it_writes() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(),
        ms => Duration.Parse(Duration.Format(TimeSpan.FromMilliseconds(ms)), out var read) is null && read == TimeSpan.FromMilliseconds(ms))
        .QuickCheckThrowOnFailure();
}
