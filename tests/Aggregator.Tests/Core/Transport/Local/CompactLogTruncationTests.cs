using Aggregator.Core.Transport.Local;
using Xunit;

namespace Aggregator.Tests.Core.Transport.Local;

public sealed class CompactLogTruncationTests : IDisposable
{
    private const int RecordBytes = 1_000_000;
    private const int RecordsOverTwoSegments = 150; // 2 of them fill a page of 2 MB, 64 a segment of 64 MB
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Frees_whole_segments_on_the_disk_and_keeps_the_rest()
    {
        var directory = _folder.At("log");
        List<long> positions;
        using (var log = CompactLog.Open(directory))
        {
            positions = Fill(log);
            Assert.Equal("log.0 log.1 log.2", Segments(directory));

            log.TruncateBefore(positions[100]);
            await UntilSegmentsAre("log.1 log.2", directory);
            Assert.Equal(positions[100], log.BeginPosition);
        }
        using (var log = CompactLog.Open(directory))
        {
            Assert.Equal(positions[100], log.BeginPosition);
            Records.AssertSame([Records.Numbered(100, RecordBytes)], Records.ReadAll(log)[..1]);

            log.TruncateBefore(log.TailPosition);
            await UntilSegmentsAre("log.2", directory);
            Assert.Empty(Records.ReadAll(log));
            log.Append([[1]]);
            Assert.Equal([[1]], Records.ReadAll(log));
        }
        Assert.Equal([[1]], Records.ReadAll(directory));
    }

    [Fact(Timeout = 60_000)]
    public async Task Frees_segments_that_a_crash_left_behind()
    {
        var directory = _folder.At("log");
        using (var log = CompactLog.Open(directory))
        {
            log.TruncateBefore(Fill(log)[100]);
            await UntilSegmentsAre("log.1 log.2", directory);
        }
        File.WriteAllBytes(Path.Combine(directory, "log.0"), [1]);
        Assert.Equal(RecordsOverTwoSegments - 100, Records.ReadAll(directory).Count);
        Assert.Equal("log.1 log.2", Segments(directory));
    }

    [Fact]
    public void Tells_a_reader_that_its_position_is_gone()
    {
        using var log = CompactLog.Open(_folder.At("log"));
        var first = log.Append([[1], [2]]);
        using var behind = log.OpenReader(first.FirstPosition);
        log.Append([[3]]);
        log.TruncateBefore(first.NextPosition);

        Assert.Contains("was truncated", Assert.Throws<CompactLogException>(() => behind.TryRead(out _, out _, out _)).Message, StringComparison.Ordinal);
        Assert.Throws<CompactLogException>(() => log.OpenReader(first.FirstPosition));
        Assert.Equal([[3]], Records.ReadAll(log));
    }

    [Fact]
    public void Does_nothing_for_a_position_before_its_begin_and_refuses_one_after_its_end()
    {
        using var log = CompactLog.Open(_folder.At("log"));
        var range = log.Append([[1]]);
        log.TruncateBefore(0);
        Assert.Equal(CompactLog.FirstPosition, log.BeginPosition);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.TruncateBefore(range.NextPosition + 16));
    }

    [Fact]
    public void Keeps_its_segments_when_the_truncation_cannot_be_made_durable()
    {
        var directory = _folder.At("log");
        using (var log = CompactLog.Open(directory))
        {
            var positions = Fill(log);
            Directory.CreateDirectory(Path.Combine(directory, "commit.tmp")); // in the way of the commit file
            Assert.Throws<CompactLogException>(() => log.TruncateBefore(positions[100]));
        }
        Directory.Delete(Path.Combine(directory, "commit.tmp"));
        Assert.Equal(RecordsOverTwoSegments, Records.ReadAll(directory).Count);
    }

    /// <summary>Positions of the records appended, and the one after them.</summary>
    private static List<long> Fill(CompactLog log)
    {
        var positions = new List<long> { log.TailPosition };
        for (var i = 0; i < RecordsOverTwoSegments; i++) positions.Add(log.Enqueue(Records.Numbered(i, RecordBytes)));
        log.Commit();
        return positions;
    }

    private static async Task UntilSegmentsAre(string expected, string directory)
    {
        while (!string.Equals(Segments(directory), expected, StringComparison.Ordinal)) await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    private static string Segments(string directory) =>
        string.Join(' ', Directory.GetFiles(directory, "log.*").Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
