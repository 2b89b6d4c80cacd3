using System.Text;
using Aggregator.Core.Wire;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Files;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

public sealed class FileSliceSourceTests : IDisposable
{
    private readonly FileHarness _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(0, 4, "one")]
    [InlineData(0, 5, "one|two")]
    [InlineData(1, 5, "two")]
    [InlineData(4, 8, "two")]
    [InlineData(5, 8, "")]
    [InlineData(5, 9, "three")]
    [InlineData(8, 1000, "three")]
    [InlineData(1000, 2000, "")]
    public void Reads_the_lines_that_begin_in_the_range(long from, long to, string expected)
    {
        _files.Append("a.log", "one\ntwo\nthree");
        var (lines, partitions) = Read(from, to);
        Assert.Equal(expected, string.Join('|', lines));
        Assert.Equal(lines.Count > 0 ? 1 : 0, partitions.Count);
        Assert.All(partitions, partition => Assert.True(partition.States.HasFlag(SourceStates.Ended)));
    }

    [Fact]
    public void Joining_ranges_read_every_line_once_and_cover_every_byte_once()
    {
        var texts = Gen.Elements("\n", "\r\n", "a", "bcd", "0123456789").ArrayOf().Select(string.Concat);
        var cuts = Gen.Choose(0, 60).ArrayOf();
        Prop.ForAll(Arb.From(texts), Arb.From(cuts), (text, borders) =>
        {
            File.WriteAllText(_files.At("a.log"), text);
            List<long> all = [0, .. borders.Select(border => (long)border).Order(), long.MaxValue];
            var parts = all.Zip(all.Skip(1), Read).ToList();
            var whole = Read(0, long.MaxValue);
            var covered = parts.SelectMany(part => part.Partitions).Sum(progress => progress.Next - progress.From);
            return parts.SelectMany(part => part.Lines).SequenceEqual(whole.Lines, StringComparer.Ordinal) && covered == text.Length;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_file_that_cannot_be_read_completes_with_a_problem()
    {
        using var source = new FileSliceSource(new(_files.At("missing"), 0, 10), 1000, 5000, NullLogger.Instance);
        Assert.Equal(0, source.Poll(LogReceiver.Of((_, _, in _) => { }), 0));
        Assert.True(source.IsCompleted);
        Assert.NotNull(source.Problem);
    }

    private (List<string> Lines, List<SourceProgress> Partitions) Read(long from, long to)
    {
        using var source = new FileSliceSource(new(_files.At("a.log"), from, to), 1000, 5000, NullLogger.Instance);
        var lines = new List<string>();
        while (!source.IsCompleted) source.Poll(LogReceiver.Of((_, line, in _) => lines.Add(Encoding.UTF8.GetString(line))), 0);
        Assert.Null(source.Problem);
        return (lines, [.. source.Partitions.Select(partition => partition.ToProgress())]);
    }
}
