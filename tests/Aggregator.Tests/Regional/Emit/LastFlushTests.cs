using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Tests.Core.Transport.Local;
using Aggregator.Tests.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Regional.Emit;

public sealed class LastFlushTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CompactLog _log;

    public LastFlushTests() => _log = CompactLog.Open(_folder.At("log"));

    public void Dispose()
    {
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void An_empty_log_has_none()
    {
        var last = LastFlush.Find(_log);
        Assert.Empty(last.Sources);
        Assert.Equal(1_000, last.NextEpoch(nowMs: 1_000));
    }

    [Fact]
    public void A_restart_goes_on_where_the_last_whole_flush_ended()
    {
        _log.Append(Chunks(epoch: 5, next: 100));
        _log.Append(Chunks(epoch: 7, next: 200));
        _log.Append([.. Chunks(epoch: 8, next: 300).SkipLast(1)]);
        Assert.Equal(200, Assert.Single(LastFlush.Find(_log).Sources).Next);
    }

    [Fact]
    public void A_restart_goes_on_in_every_file_of_a_flush_whose_sources_were_cut()
    {
        SourceProgress[] files = [.. Enumerable.Range(0, 20_000).Select(i => Progress($"file-{i}", next: i))];
        var flush = new Flush(new FlushId("cn-a", "0", 5, 0), 10_000, 1000, CreatedMs: 7, [], files, []);
        new LocalCompactPublisher(_log).Publish(flush);
        var last = LastFlush.Find(_log);
        Assert.Equal(7, last.CreatedMs);
        Assert.Equal(files, last.Sources);
    }

    [Fact]
    public void The_next_epoch_is_above_that_of_a_torn_flush_also_when_the_clock_was_set_back()
    {
        _log.Append(Chunks(epoch: 5, next: 100));
        _log.Append([.. Chunks(epoch: 8, next: 200).SkipLast(1)]);

        // Under the torn flush's own name, a new flush would be completed by its chunks.
        Assert.Equal(9, LastFlush.Find(_log).NextEpoch(nowMs: 3));
    }

    private static IReadOnlyList<byte[]> Chunks(long epoch, long next)
    {
        var flush = new Flush(
            new FlushId("cn-a", "0", epoch, 0), 10_000, 1000, CreatedMs: 0, new FlushGenerator((int)epoch).Rows(60), [Progress("a", next)], []);
        return BatchWriter.Write(flush, maxChunkBytes: 500);
    }
    private static SourceProgress Progress(string topic, long next) =>
        new(new SourceId("file", topic, 0), 1, 0, next, 1, 1, 0, 0, 0, 0, SourceStates.None);
}
