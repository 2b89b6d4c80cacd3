using Aggregator.Core.Dimensions.Database;
using Xunit;

namespace Aggregator.Tests.Core.Dimensions.Database;

public sealed class RefreshScheduleTests
{
    [Fact]
    public void Waits_the_interval_give_or_take_a_tenth()
    {
        var schedule = new RefreshSchedule(TimeSpan.FromMinutes(5), new Random(1));
        var waits = Enumerable.Range(0, 1000).Select(_ => schedule.AfterSuccess().TotalSeconds).ToList();
        Assert.InRange(waits.Min(), 270, 275);
        Assert.InRange(waits.Max(), 325, 330);
    }

    [Fact]
    public void Tries_again_sooner_and_sooner_no_more_after_failures()
    {
        var schedule = new RefreshSchedule(TimeSpan.FromSeconds(30), new Random(1));
        foreach (var seconds in new[] { 5, 10, 20, 30, 30 }) Assert.InRange(schedule.AfterFailure().TotalSeconds, seconds * 0.9, seconds * 1.1);
        Assert.InRange(schedule.AfterSuccess().TotalSeconds, 27, 33);
        Assert.InRange(schedule.AfterFailure().TotalSeconds, 4.5, 5.5);
    }

    [Fact]
    public void Never_waits_longer_after_a_failure_than_after_a_success() =>
        Assert.InRange(new RefreshSchedule(TimeSpan.FromSeconds(1), new Random(1)).AfterFailure().TotalSeconds, 0.9, 1.1);
}
