using Aggregator.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

public sealed class FileRestartTests : IDisposable
{
    private readonly FileHarness _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Goes_on_where_the_last_flush_was()
    {
        _files.Append("app.log", "one\n");
        _files.Start().Run();
        _files.Flush();
        _files.Append("app.log", "two\n");
        _files.Run();
        _files.Restart();
        Assert.Equal((4, 4), (_files.Single.From, _files.Single.Next));
        _files.Run();
        _files.AssertTexts("one", "two", "two");
    }

    [Fact]
    public void A_restored_partition_is_told_before_the_first_poll_with_its_watermark()
    {
        _files.Append("app.log", $"t={_files.NowMs}\n");
        _files.Start().Run();
        var before = Assert.Single(_files.Flush());
        _files.Restart();
        var after = _files.Single.ToProgress();
        Assert.Equal(before.Id, after.Id);
        Assert.Equal((before.Next, before.Next), (after.From, after.Next));
        Assert.Equal((before.WatermarkMs, before.HighestEventMs), (after.WatermarkMs, after.HighestEventMs));
    }

    [Fact]
    public void A_file_that_grew_past_its_first_kilobyte_is_known_by_its_first_bytes()
    {
        _files.Append("app.log", "short\n");
        _files.Start().Run();
        _files.Append("app.log", new string('x', 5000) + "\n");
        _files.Run();
        _files.Flush();
        _files.Restart();
        _files.Append("app.log", "last\n");
        _files.Run();
        _files.AssertTexts("short", new string('x', 5000), "last");
    }

    [Fact]
    public void A_file_that_is_not_followed_is_not_read_again_while_it_is_there()
    {
        _files.Append("a.log", "one\n");
        _files.Start(follow: false).Run();
        _files.Flush();
        for (var restart = 0; restart < 2; restart++)
        {
            _files.Restart();
            _files.Run();
            Assert.Equal("one", Assert.Single(_files.Texts));
            Assert.True(_files.Source.IsCompleted);
            Assert.True(Assert.Single(_files.Flush()).States.HasFlag(SourceStates.Ended));
        }
        _files.Delete("a.log");
        _files.Restart();
        _files.Run();
        Assert.True(Assert.Single(_files.Flush()).States.HasFlag(SourceStates.Ended));
        _files.Run();
        Assert.Empty(_files.Source.Partitions);
        Assert.Empty(_files.Log.Warnings);
    }

    [Fact]
    public void An_ended_file_that_grew_before_the_restart_is_read_on()
    {
        _files.Append("a.log", "one\n");
        _files.Start(follow: false).Run();
        _files.Flush();
        _files.Append("a.log", "two\n");
        _files.Run();
        _files.AssertTexts("one");
        _files.Restart();
        _files.Run();
        _files.AssertTexts("one", "two");
        Assert.True(_files.Source.IsCompleted);
    }

    [Fact]
    public void A_file_rotated_away_while_down_is_found_by_inode_and_read_to_its_end()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        _files.Flush();
        _files.Append("app.log", "two\n");
        _files.Rename("app.log", "app.log.1");
        _files.Append("app.log", "three\n");
        _files.Restart();
        _files.Run();
        Assert.Equal(["one", "three", "two"], _files.Texts.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        _files.Run(12);
        var ended = Assert.Single(_files.Source.Partitions, partition => partition.States.HasFlag(SourceStates.Ended));
        Assert.Equal((4, 8, 0), (ended.From, ended.Next, ended.Lost));
        Assert.Empty(_files.Log.Warnings);
    }

    [Fact]
    public void A_rotated_file_that_had_ended_stays_ended_after_a_restart()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        _files.Rename("app.log", "app.log.1");
        _files.Run(15);
        Assert.True(Assert.Single(_files.Flush()).States.HasFlag(SourceStates.Ended));
        _files.Restart();
        _files.Run();
        var progress = Assert.Single(_files.Flush());
        Assert.Equal((4, 0, SourceStates.Ended | SourceStates.AtEnd), (progress.Next, progress.Lost, progress.States));
        _files.Run();
        Assert.Empty(_files.Source.Partitions);
        _files.AssertTexts("one");
    }

    [Fact]
    public void A_file_that_vanished_while_down_before_it_was_read_to_its_end_is_a_counted_loss_with_a_warning()
    {
        _files.Append("app.log", "one\ntw");
        _files.Start("app.log").Run();
        _files.Flush();
        _files.Append("app.log", "o\n");
        _files.Append("other.log", "keeps the inode from being taken again\n");
        _files.Delete("app.log");
        _files.Restart();
        _files.Run();
        var progress = Assert.Single(_files.Flush());
        Assert.Equal((4, 5, 1), (progress.From, progress.Next, progress.Lost));
        Assert.True(progress.States.HasFlag(SourceStates.Ended));
        Assert.Single(_files.Log.Warnings, warning => warning.Contains("is gone", StringComparison.Ordinal));
        _files.Run();
        Assert.Empty(_files.Source.Partitions);
    }

    [Fact]
    public void A_file_that_was_read_to_its_end_and_vanished_while_down_is_ended_and_nothing_of_it_is_lost()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        Assert.True(Assert.Single(_files.Flush()).States.HasFlag(SourceStates.AtEnd));
        _files.Append("other.log", "keeps the inode from being taken again\n");
        _files.Delete("app.log");
        _files.Restart();
        _files.Run();
        var progress = Assert.Single(_files.Flush());
        Assert.Equal((4, 4, 0), (progress.From, progress.Next, progress.Lost));
        Assert.True(progress.States.HasFlag(SourceStates.Ended));
        Assert.DoesNotContain(_files.Log.Warnings, warning => warning.Contains("is gone", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(1, 1)]
    public void Other_content_under_the_inode_is_in_doubt_unless_the_file_was_created_after_the_last_flush(int flushedAfterS, long lost)
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        var bornMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        _files.Advance(bornMs + (flushedAfterS * 3_600_000) - _files.NowMs);
        _files.Flush();
        _files.Truncate("app.log");
        _files.Append("app.log", "three\n");
        _files.Restart();
        _files.Run();
        _files.AssertTexts("one", "three");
        var ended = Assert.Single(_files.Source.Partitions, partition => partition.States.HasFlag(SourceStates.Ended));
        Assert.Equal(lost, ended.Lost);
    }

    [Fact]
    public void A_file_is_at_its_end_only_when_no_byte_is_left_of_it()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        Assert.True(_files.Single.States.HasFlag(SourceStates.AtEnd));
        _files.Append("app.log", "tw");
        _files.Run();
        Assert.False(_files.Single.States.HasFlag(SourceStates.AtEnd));
        _files.Append("app.log", "o\n");
        _files.Run();
        Assert.True(_files.Single.States.HasFlag(SourceStates.AtEnd));
    }

    [Fact]
    public void A_file_truncated_while_down_is_read_from_its_start_and_the_unknown_rest_of_what_was_not_read_is_counted()
    {
        _files.Append("app.log", "one\ntw");
        _files.Start("app.log").Run();
        _files.Flush();
        _files.Append("app.log", "o\n");
        _files.Truncate("app.log");
        _files.Append("app.log", "three\nfour\n");
        _files.Restart();
        _files.Run();
        _files.AssertTexts("one", "three", "four");
        var ended = Assert.Single(_files.Source.Partitions, partition => partition.States.HasFlag(SourceStates.Ended));
        Assert.Equal((4, 1), (ended.From, ended.Lost));
        Assert.EndsWith("-1", _files.Lines[^1].Topic, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_counts_as_vanished_while_the_folder_cannot_be_listed()
    {
        Directory.CreateDirectory(_files.At("mount"));
        _files.Append("mount/app.log", "one\n");
        _files.Start("mount/*.log").Run();
        _files.Flush();
        Directory.Move(_files.At("mount"), _files.At("away"));
        _files.Restart();
        _files.Run(5);
        Assert.Equal((4, 0), (_files.Single.Next, _files.Single.Lost));
        Assert.Equal([_files.At("mount")], _files.Source.Problems.Keys, StringComparer.Ordinal);
        Directory.Move(_files.At("away"), _files.At("mount"));
        _files.Append("mount/app.log", "two\n");
        _files.Run();
        _files.AssertTexts("one", "two");
        Assert.Empty(_files.Source.Problems);
    }

    [Fact]
    public void A_changed_pattern_goes_on_in_the_files_that_it_still_matches()
    {
        _files.Append("app.log", "one\n");
        _files.Start("*.log").Run();
        _files.Flush();
        _files.Append("app.log", "two\n");
        _files.Restart("app*");
        _files.Run();
        _files.AssertTexts("one", "two");
        Assert.Equal((4, 8), (_files.Single.From, _files.Single.Next));
    }

    [Fact]
    public void A_file_that_goes_on_under_another_pattern_ends_under_the_old_one_and_goes_on_when_that_comes_back()
    {
        _files.Append("app.log", "one\n");
        _files.Start("*.log").Run();
        var before = Assert.Single(_files.Flush());
        _files.Append("app.log", "two\n");
        _files.Restart("app*");
        _files.Run();
        var old = Assert.Single(_files.Flush(), progress => progress.Id == before.Id);
        Assert.Equal((4, 4, 0), (old.From, old.Next, old.AbsentSinceMs));
        Assert.True(old.States.HasFlag(SourceStates.Ended));
        Assert.NotEqual(before.Id, Assert.Single(_files.Flush()).Id);

        _files.Append("app.log", "three\n");
        _files.Restart("*.log");
        _files.Run();
        _files.AssertTexts("one", "two", "three");
    }

    [Fact]
    public void A_source_that_is_absent_for_a_run_goes_on_where_it_was()
    {
        _files.Append("app.log", "one\n");
        _files.Append("rotated.log", "1\n");
        _files.Start("*.log").Run();
        Assert.Equal(2, _files.Flush().Count);
        var readAtMs = _files.NowMs;
        for (var run = 0; run < 2; run++)
        {
            _files.Restart("*.txt");
            _files.Run();
            foreach (var absent in _files.Flush().Concat(_files.Flush()))
            {
                Assert.Equal((absent.From, readAtMs), (absent.Next, absent.AbsentSinceMs));
                Assert.True(absent.States.HasFlag(SourceStates.Ended));
            }
            Assert.Equal(2, _files.LastFlush.Count);
        }
        _files.Append("app.log", "two\n");
        _files.Append("rotated.log", "2\n");
        _files.Rename("rotated.log", "rotated.log.1");
        _files.Restart("*.log");
        Assert.All(_files.Source.Partitions, partition => Assert.False(partition.States.HasFlag(SourceStates.Ended)));
        _files.Run();
        Assert.Equal(["1", "2", "one", "two"], _files.Texts.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.All(_files.Flush(), progress => Assert.Equal((0, 0), (progress.Lost, progress.AbsentSinceMs)));
    }

    [Fact]
    public void Two_sources_in_one_folder_leave_each_others_files_alone()
    {
        _files.Append("a.log", "a\n");
        _files.Append("b.txt", "b\n");
        _files.Start("*.txt").Run();
        _files.Flush();
        _files.Restart("*.log");
        _files.Run();
        _files.AssertTexts("b", "a");
        Assert.Equal(0, _files.Single.Lost);
        Assert.Empty(_files.Log.Warnings);
    }
}
