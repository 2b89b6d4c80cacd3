using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

public sealed class FileIdleTests : IDisposable
{
    private readonly FileHarness _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_file_at_its_end_whose_last_log_was_recent_advances_with_wall_time()
    {
        _files.Append("app.log", $"t={_files.NowMs}\n");
        _files.Start().Run(1);
        var watermarkMs = _files.Single.Watermark.WatermarkMs;
        _files.Run(1);
        var nowMs = _files.NowMs;
        _files.Run(120);
        Assert.True(_files.Single.Watermark.IsIdle);
        Assert.Equal(watermarkMs + (_files.NowMs - nowMs), _files.Single.Watermark.WatermarkMs);
        Assert.False(_files.Single.States.HasFlag(SourceStates.Historic));
    }

    [Fact]
    public void A_file_whose_last_log_is_old_is_historic_until_a_recent_one_comes()
    {
        _files.Append("app.log", $"t={_files.NowMs - 61_000}\n");
        _files.Start().Run(3);
        Assert.False(_files.Single.Watermark.IsIdle);
        Assert.True(_files.Single.States.HasFlag(SourceStates.Historic));
        _files.Append("app.log", $"t={_files.NowMs}\n");
        _files.Run(3);
        Assert.True(_files.Single.Watermark.IsIdle);
        Assert.False(_files.Single.States.HasFlag(SourceStates.Historic));
    }

    [Fact]
    public void A_backlog_that_ends_in_a_recent_log_is_never_historic()
    {
        var old = $"t={_files.NowMs - 3_600_000}\n";
        _files.Append("app.log", string.Concat(Enumerable.Repeat(old, 200_000)) + $"t={_files.NowMs}\n");
        _files.Start();
        while (_files.Poll() > 0) Assert.False(_files.Single.States.HasFlag(SourceStates.Historic));
        Assert.Equal(_files.NowMs, _files.Single.Watermark.HighestEventMs);
    }

    [Fact]
    public void A_file_of_which_no_line_tells_a_time_is_idle_at_its_end_like_an_empty_one()
    {
        _files.Append("app.log", "no log\n\n");
        _files.Start();
        _files.Poll();
        Assert.Equal(WatermarkTracker.None, _files.Single.Watermark.WatermarkMs);
        _files.Run(3);
        Assert.True(_files.Single.Watermark.IsIdle);
        Assert.Equal(_files.NowMs - FileHarness.OutOfOrdernessMs, _files.Single.Watermark.WatermarkMs);
        Assert.Equal(WatermarkTracker.None, _files.Single.Watermark.HighestEventMs);
    }

    [Fact]
    public void A_wall_clock_that_is_set_ahead_and_back_does_not_move_an_idle_file()
    {
        _files.Append("app.log", $"t={_files.NowMs}\n");
        _files.Start().Run(3);
        var lagMs = _files.NowMs - _files.Single.Watermark.WatermarkMs;
        _files.SetWallClock(byMs: 3_600_000);
        _files.Run(3);
        _files.SetWallClock(byMs: -3_600_000);
        _files.Run(3);
        Assert.Equal(lagMs, _files.NowMs - _files.Single.Watermark.WatermarkMs);
    }

    [Fact]
    public void A_file_that_is_not_followed_is_never_idle()
    {
        _files.Append("app.log", $"t={_files.NowMs}\n");
        _files.Start(follow: false).Run(5);
        Assert.False(_files.Single.Watermark.IsIdle);
    }

    [Fact]
    public void An_end_that_cannot_be_confirmed_any_more_is_believed_for_idle_after()
    {
        Directory.CreateDirectory(_files.At("in"));
        for (var i = 0; i < 300; i++) _files.Append($"in/{i:D3}.log", $"t={_files.NowMs}\n");
        _files.Start("in/*.log").Run(3);
        Assert.All(_files.Source.Partitions, partition => Assert.True(partition.Watermark.IsIdle));

        // Files that are not open can be looked at only through the folder.
        Directory.Move(_files.At("in"), _files.At("away"));
        _files.Run(9);
        Assert.All(_files.Source.Partitions, partition => Assert.True(partition.Watermark.IsIdle));
        _files.Run(5);
        Assert.Equal(300 - 256, _files.Source.Partitions.Count(partition => !partition.Watermark.IsIdle));
    }

    [Fact]
    public void A_file_that_stayed_quiet_over_a_restart_does_not_lag_by_the_time_that_the_job_was_down()
    {
        _files.Append("app.log", $"t={_files.NowMs}\n");
        _files.Start().Run(3);
        _files.Flush();
        var lagMs = _files.NowMs - _files.Single.Watermark.WatermarkMs;

        _files.Advance(40_000);
        _files.Restart();
        _files.Run(2);
        Assert.Equal(lagMs, _files.NowMs - _files.Single.Watermark.WatermarkMs);
    }

    [Fact]
    public void A_log_that_came_while_the_job_was_down_says_how_far_the_watermark_is()
    {
        _files.Append("app.log", $"t={_files.NowMs}\n");
        _files.Start().Run(3);
        _files.Flush();

        _files.Advance(40_000);
        var eventMs = _files.NowMs - 20_000;
        _files.Append("app.log", $"t={eventMs}\n");
        _files.Restart();
        _files.Poll();
        Assert.Equal(eventMs - FileHarness.OutOfOrdernessMs, _files.Single.Watermark.WatermarkMs);
    }

    [Fact]
    public void An_idle_file_is_idle_again_after_a_restart_without_new_logs()
    {
        _files.Append("app.log", $"t={_files.NowMs}\n");
        _files.Start().Run(3);
        _files.Flush();
        _files.Restart();
        _files.Run(3);
        Assert.True(_files.Single.Watermark.IsIdle);
    }
}
