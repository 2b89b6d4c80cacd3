using System.Text;
using Aggregator.Regional.Ingest.Files;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

public sealed class FileTailTests : IDisposable
{
    private readonly FileHarness _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("one\ntwo\nthree\n", "two|three")]
    [InlineData("one\r\ntwo\r\npart", "one|two")]
    [InlineData("one\n\n \n\r\n", "one")]
    [InlineData("part", "")]
    [InlineData("", "")]
    public void Returns_the_last_complete_lines_that_are_not_blank(string content, string expected)
    {
        _files.Append("a.log", content);
        Assert.Equal(expected, string.Join('|', FileTail.LastLines(_files.At("a.log"), 2).Select(Encoding.UTF8.GetString)));
    }

    [Fact]
    public void Looks_at_the_last_megabyte_only()
    {
        _files.Append("a.log", new string('x', 2_000_000) + "\nlast\n");
        Assert.Equal("last", Encoding.UTF8.GetString(Assert.Single(FileTail.LastLines(_files.At("a.log"), 5))));
        _files.Append("b.log", "first\n" + new string('x', 2_000_000) + "\n");
        Assert.Empty(FileTail.LastLines(_files.At("b.log"), 5));
    }

    [Fact]
    public void Reads_little_of_a_large_file_when_that_holds_a_whole_line()
    {
        _files.Append("a.log", string.Concat(Enumerable.Repeat(new string('x', 999) + "\n", 2000)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(20, FileTail.LastLines(_files.At("a.log"), 20).Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 150_000);
    }

    [Fact]
    public void Is_empty_for_what_cannot_be_read()
    {
        Assert.Empty(FileTail.LastLines(_files.At("missing"), 1));
        Assert.Empty(FileTail.LastLines(_files.Folder, 1));
    }
}
