using Aggregator.Core.Wire;
using Aggregator.Regional.Ingest.Files;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

public sealed class FileSourceTests : IDisposable
{
    private readonly FileHarness _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Hands_over_every_line_of_every_matching_file_with_its_byte_position()
    {
        _files.Append("a.log", "one\ntwo\r\n\n");
        _files.Append("b.log", "three\n");
        _files.Append("c.txt", "no\n");
        _files.Append(".hidden.log", "no\n");
        Directory.CreateDirectory(_files.At("folder.log"));
        _files.Start().Run();

        Assert.Equal([(0, "one"), (4, "two"), (9, ""), (0, "three")], _files.Lines.Select(line => (line.Position, line.Text)));
        var first = _files.Source.Partitions.First();
        Assert.Equal(("file", 0, 1), (first.Id.Cluster, first.Id.Partition, first.PartitionCount));
        Assert.Equal((0, 10, 3), (first.From, first.Next, first.Messages));
        Assert.Empty(_files.Source.Problems);
    }

    [Fact]
    public void Finds_files_and_lines_that_come_later()
    {
        _files.Start().Run();
        Assert.Empty(_files.Source.Partitions);
        _files.Append("a.log", "one\n");
        _files.Run();
        _files.Append("a.log", "two\n");
        _files.Append("b.log", "three\n");
        _files.Run();
        Assert.Equal(["one", "three", "two"], _files.Texts.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.False(_files.Source.IsCompleted);
    }

    [Fact]
    public void A_line_without_line_end_waits_for_it_when_followed()
    {
        _files.Append("a.log", "one\ntw");
        _files.Start().Run();
        _files.AssertTexts("one");
        Assert.Equal(4, _files.Single.Next);
        _files.Append("a.log", "o\r");
        _files.Run();
        _files.AssertTexts("one");
        _files.Append("a.log", "\n");
        _files.Run();
        _files.AssertTexts("one", "two");
    }

    [Fact]
    public void A_line_without_line_end_counts_when_not_followed_and_the_source_completes()
    {
        _files.Append("a.log", "one\ntwo");
        File.WriteAllText(_files.At("empty.log"), "");
        _files.Start(follow: false);
        Assert.False(_files.Source.IsCompleted);
        _files.Run(1);
        _files.AssertTexts("one", "two");
        Assert.True(_files.Source.IsCompleted);
        Assert.True(_files.Single.States.HasFlag(SourceStates.Ended));
        Assert.Equal(7, _files.Single.Next);
    }

    [Fact]
    public void An_empty_file_and_one_without_a_whole_line_are_not_announced()
    {
        File.WriteAllText(_files.At("a.log"), "");
        _files.Append("b.log", "par");
        _files.Start().Run();
        Assert.Empty(_files.Source.Partitions);
        _files.Append("a.log", "one\n");
        _files.Run();
        Assert.Equal("one", Assert.Single(_files.Texts));
        Assert.Single(_files.Source.Partitions);
    }

    [Fact]
    public void A_line_of_20_MB_is_too_long_and_the_next_one_is_read()
    {
        _files.Append("a.log", "head" + new string('x', 20 * 1024 * 1024) + "\nnext\n");
        _files.Start().Run(25);
        Assert.Equal(2, _files.Lines.Count);
        Assert.True(_files.Lines[0].TooLong);
        Assert.Equal("head" + new string('x', LineReader.MaxHeadBytes - 4), _files.Lines[0].Text);
        Assert.Equal(("next", false), (_files.Lines[1].Text, _files.Lines[1].TooLong));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1024 * 1024)]
    public void A_line_that_grows_slowly_past_the_limit_is_handed_over_once(int maxLine)
    {
        _files.Start(maxLine: maxLine);
        for (var part = 0; part < 5; part++)
        {
            _files.Append("a.log", new string((char)('a' + part), 700_000));
            _files.Run(1);
        }
        Assert.Empty(_files.Lines);
        _files.Append("a.log", "\nnext\n");
        _files.Run(1);
        Assert.Equal([true, false], _files.Lines.Select(line => line.TooLong));
        Assert.Equal(new string('a', Math.Min(maxLine, LineReader.MaxHeadBytes)), _files.Lines[0].Text);
        Assert.Equal("next", _files.Lines[1].Text);
    }

    [Fact]
    public void Files_take_turns_of_about_a_megabyte()
    {
        var line = new string('x', 999) + "\n";
        foreach (var name in (string[])["a.log", "b.log"]) _files.Append(name, string.Concat(Enumerable.Repeat(line, 3000)));
        _files.Start();
        _files.Poll();
        _files.Poll();
        var read = _files.Source.Partitions.Select(partition => partition.Next).ToList();
        Assert.Equal(2, read.Count);
        Assert.All(read, bytes => Assert.InRange(bytes, 900_000, 1_400_000));
    }

    [Fact]
    public void A_turn_over_tiny_lines_is_bounded_and_loses_none()
    {
        _files.Append("a.log", new string('\n', 25_000));
        _files.Start();
        Assert.Equal(10_000, _files.Poll());
        _files.Run(1);
        Assert.Equal(Enumerable.Range(0, 25_000).Select(i => (long)i), _files.Lines.Select(line => line.Position));
    }

    [Fact]
    public void Two_files_with_the_same_first_kilobyte_are_two_files()
    {
        var head = new string('#', 2000) + "\n";
        _files.Append("a.log", head + "a\n");
        _files.Append("b.log", head + "b\n");
        _files.Start().Run();
        _files.Flush();
        _files.Restart();
        _files.Append("a.log", "a2\n");
        _files.Append("b.log", "b2\n");
        _files.Run();
        Assert.Equal(["a", "b", "a2", "b2"], _files.Texts.Where(text => text[0] != '#'), StringComparer.Ordinal);
        Assert.Equal(2, _files.Source.Partitions.Count);
    }

    [Fact]
    public void A_file_under_two_matching_names_is_read_once()
    {
        _files.Append("a.log", "one\n");
        File.CreateSymbolicLink(_files.At("current.log"), _files.At("a.log"));
        _files.Start().Run();
        Assert.Equal("one", Assert.Single(_files.Texts));
    }

    [Fact]
    public void Many_files_do_not_exhaust_descriptors()
    {
        const int files = 700;
        for (var i = 0; i < files; i++) _files.Append($"{i:D4}.log", $"first {i}\n");
        _files.Start().Run(1);
        for (var i = 0; i < files; i++) _files.Append($"{i:D4}.log", $"second {i}\n");
        _files.Run(2);
        for (var i = 0; i < files; i++) _files.Rename($"{i:D4}.log", $"{i:D4}.old");
        for (var i = 0; i < files; i++) _files.Append($"{i:D4}.old", $"third {i}\n");
        _files.Run(2);

        Assert.Equal(3 * files, _files.Texts.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(3 * files, _files.Lines.Count);
        var open = new DirectoryInfo("/proc/self/fd").GetFileSystemInfos()
            .Count(info => info.LinkTarget?.StartsWith(_files.Folder, StringComparison.Ordinal) == true);
        Assert.InRange(open, 1, 256);
    }

    [Fact]
    public void A_large_backlog_is_read_in_order_to_the_last_line()
    {
        using (var writer = new StreamWriter(_files.At("a.log")))
        {
            for (var i = 0; i < 60_000; i++) writer.Write($"{i} {new string('x', i % 211)}\n");
        }
        _files.Start().Run(1);
        Assert.Equal(
            Enumerable.Range(0, 60_000).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            _files.Texts.Select(text => text.Split(' ')[0]),
            StringComparer.Ordinal);
    }
}
