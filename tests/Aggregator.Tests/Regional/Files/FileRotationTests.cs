using Aggregator.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

public sealed class FileRotationTests : IDisposable
{
    private readonly FileHarness _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_renamed_file_is_read_to_its_end_and_ends_after_a_while_of_quiet()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        _files.Rename("app.log", "app.log.1");
        _files.Append("app.log.1", "two\n");
        _files.Append("app.log", "three\n");
        _files.Run(5);
        _files.Append("app.log.1", "four\n");
        _files.Run(5);
        Assert.Equal(["four", "one", "three", "two"], _files.Texts.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.DoesNotContain(_files.Source.Partitions, IsEnded);

        _files.Run(7);
        var ended = Assert.Single(_files.Source.Partitions, IsEnded);
        Assert.Equal((0, 13, 0), (ended.From, ended.Next, ended.Lost));
    }

    [Fact]
    public void An_ended_file_is_told_by_one_durable_flush_and_then_dropped()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        _files.Flush();
        _files.Rename("app.log", "app.log.1");
        _files.Run(20);
        Assert.Single(_files.Source.Partitions, IsEnded);
        Assert.Contains(_files.Flush(), progress => progress.States.HasFlag(SourceStates.Ended));
        _files.Run();
        Assert.Empty(_files.Source.Partitions);
    }

    [Fact]
    public void A_file_renamed_to_another_matching_name_goes_on()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app*.log").Run();
        _files.Rename("app.log", "app-2026.log");
        _files.Append("app-2026.log", "two\n");
        _files.Append("app.log", "three\n");
        _files.Run(20);
        Assert.Equal(["one", "three", "two"], _files.Texts.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(2, _files.Source.Partitions.Count);
        Assert.DoesNotContain(_files.Source.Partitions, IsEnded);
    }

    [Fact]
    public void A_file_that_comes_back_after_it_ended_goes_on_where_it_was()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        _files.Rename("app.log", "elsewhere");
        _files.Run(20);
        _files.Flush();
        _files.Run();
        _files.Append("elsewhere", "two\n");
        _files.Rename("elsewhere", "app.log");
        _files.Run();
        _files.AssertTexts("one", "two");
        Assert.False(IsEnded(_files.Single));
        Assert.Equal((4, 8), (_files.Single.From, _files.Single.Next));
    }

    [Fact]
    public void The_unfinished_last_line_of_a_rotated_file_counts_when_it_ends()
    {
        _files.Append("app.log", "one\ntw");
        _files.Start("app.log").Run();
        _files.Rename("app.log", "app.log.1");
        _files.Run(5);
        _files.AssertTexts("one");
        _files.Run(10);
        _files.AssertTexts("one", "tw");
        Assert.Equal((6, 0), (_files.Single.Next, _files.Single.Lost));
    }

    [Fact]
    public void A_deleted_file_is_read_to_its_end_through_its_open_handle()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        using (var writer = new StreamWriter(_files.At("app.log"), append: true))
        {
            _files.Delete("app.log");
            writer.Write("two\n");
            writer.Flush();
            _files.Run();
        }
        _files.Run(12);
        _files.AssertTexts("one", "two");
        Assert.True(IsEnded(_files.Single));
        Assert.Equal(0, _files.Single.Lost);
        Assert.DoesNotContain(_files.Log.Warnings, warning => warning.Contains("lost", StringComparison.Ordinal));
    }

    [Fact]
    public void A_truncated_file_is_read_from_its_start_as_a_new_generation()
    {
        _files.Append("app.log", "one\ntwo\n");
        _files.Start("app.log").Run();
        _files.Truncate("app.log");
        _files.Run();
        _files.Append("app.log", "one\n");
        _files.Run();

        _files.AssertTexts("one", "two", "one");
        var old = Assert.Single(_files.Source.Partitions, IsEnded);
        Assert.Equal((8, 0), (old.Next, old.Lost));
        var current = Assert.Single(_files.Source.Partitions, partition => !IsEnded(partition));
        Assert.EndsWith("-0", old.Id.Topic, StringComparison.Ordinal);
        Assert.EndsWith("-1", current.Id.Topic, StringComparison.Ordinal);
        Assert.Equal((0, 4), (current.From, current.Next));
    }

    [Fact]
    public void A_file_truncated_and_written_beyond_the_old_position_between_two_looks_is_noticed_by_its_head()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        _files.Truncate("app.log");
        _files.Append("app.log", "other\nlines\nthan before\n");
        _files.Run();
        _files.AssertTexts("one", "other", "lines", "than before");
    }

    [Fact]
    public void A_file_rewritten_to_the_same_length_is_noticed()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        _files.Truncate("app.log");
        _files.Append("app.log", "two\n");
        File.SetLastWriteTimeUtc(_files.At("app.log"), DateTime.UnixEpoch); // surely not the time of the first write
        _files.Run();
        _files.AssertTexts("one", "two");
    }

    [Fact]
    public void What_a_truncation_took_unread_is_counted_as_lost()
    {
        var line = new string('x', 999) + "\n";
        _files.Append("app.log", string.Concat(Enumerable.Repeat(line, 5000)));
        _files.Start("app.log").Poll();
        var next = _files.Single.Next;
        Assert.InRange(next, 1, 4_000_000);
        _files.Truncate("app.log");
        _files.Append("app.log", "new\n");
        _files.Run();
        var old = Assert.Single(_files.Source.Partitions, IsEnded);
        Assert.Equal((5_000_000 - next, 5_000_000), (old.Lost, old.Next));
        Assert.Equal("new", _files.Lines[^1].Text);
        Assert.Contains(_files.Log.Warnings, warning => warning.Contains("truncated", StringComparison.Ordinal));
    }

    [Fact]
    public void Generations_grow_with_every_truncation_and_across_a_restart()
    {
        _files.Append("app.log", "same\n");
        _files.Start("app.log").Run();
        for (var generation = 1; generation <= 3; generation++)
        {
            _files.Truncate("app.log");
            _files.Run();
            _files.Append("app.log", "same\n");
            _files.Run();
            _files.Flush();
            _files.Run(1);
            if (generation == 2) _files.Restart();
        }
        Assert.Equal(4, _files.Lines.Count);
        Assert.Equal(4, _files.Lines.Select(line => line.Topic).Distinct(StringComparer.Ordinal).Count());
    }

    private static bool IsEnded(Aggregator.Regional.Ingest.SourcePartition partition) =>
        partition.States.HasFlag(SourceStates.Ended);
}
