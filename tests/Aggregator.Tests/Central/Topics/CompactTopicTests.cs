using System.Diagnostics.Metrics;
using Aggregator.Central;
using Aggregator.Central.Topics;
using Aggregator.Core.Telemetry;
using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Tests.Core.Transport.Local;
using Aggregator.Tests.Core.Wire;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Aggregator.Tests.Central.Topics;

public sealed class CompactTopicTests : IDisposable
{
    private const long WindowMs = 10_000;

    private readonly TemporaryFolder _folder = new();
    private readonly CompactLog _log;
    private readonly CompactTopic _topic;

    public CompactTopicTests()
    {
        _log = CompactLog.Open(_folder.At("log"));
        _topic = new CompactTopic("cn-a", new LocalTopicSource("cn-a", _log), WindowMs);
        _topic.Open(new Dictionary<string, StreamPosition>(StringComparer.Ordinal));
    }

    public void Dispose()
    {
        _topic.Dispose();
        _log.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_torn_flush_does_not_make_it_let_go_of_the_last_whole_one()
    {
        var whole = Flush(epoch: 1);
        _log.Append(BatchWriter.Write(whole));
        _log.Append(Torn(epoch: 2));

        Assert.NotNull(_topic.TryRead());
        Assert.Null(_topic.TryRead());
        _topic.Release();

        // Else the regional job would not know where it stopped, and would read every file from its start.
        Assert.Equal(whole.Sources, LastFlush.Find(_log).Sources);
    }

    [Fact]
    public void Torn_flushes_and_stray_chunks_are_metrics()
    {
        _log.Append(Torn(epoch: 1));
        _log.Append(BatchWriter.Write(Flush(epoch: 2)));
        _log.Append([.. BatchWriter.Write(Flush(epoch: 3), maxChunkBytes: 500).Skip(1)]);
        Assert.NotNull(_topic.TryRead());
        Assert.Null(_topic.TryRead());

        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var exposition = new MeterExposition(CentralMetrics.MeterName);
        CentralMetrics.Register(services.GetRequiredService<IMeterFactory>(), [_topic]);
        var text = exposition.Write();
        Assert.Contains("aggregator_central_topic_discarded_flushes_total{source_region=\"cn-a\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"aggregator_central_topic_stray_chunks_total{{source_region=\"cn-a\"}} {_topic.StrayChunks}\n", text, StringComparison.Ordinal);
        Assert.True(_topic.StrayChunks > 0);
    }

    [Fact]
    public void Chunks_of_a_repeat_are_its_own_alone()
    {
        var flush = BatchWriter.Write(Flush(epoch: 1), maxChunkBytes: 500);
        for (var time = 0; time < 3; time++)
        {
            _log.Append(flush);
            Assert.Equal(flush, ReadFlush()?.Chunks.Select(chunk => chunk.ToArray()));
        }
    }

    [Fact]
    public void What_is_released_is_all_but_the_last_whole_flush()
    {
        _log.Append(BatchWriter.Write(Flush(epoch: 1)));
        var last = _log.Append(BatchWriter.Write(Flush(epoch: 2), maxChunkBytes: 500)).FirstPosition;
        while (_topic.TryRead() is not null)
        {
        }
        _topic.Release();
        Assert.Equal(last, _log.BeginPosition);
    }

    [Fact]
    public void Chunks_are_those_of_the_flush_alone_after_a_torn_one_of_a_worker_that_was_renamed()
    {
        _log.Append(Torn(epoch: 1, worker: "old"));
        for (var epoch = 2; epoch < 5; epoch++)
        {
            var flush = BatchWriter.Write(Flush(epoch), maxChunkBytes: 500);
            _log.Append(flush);
            var read = ReadFlush();
            Assert.Equal(epoch, read?.Flush.Id.Epoch);
            Assert.Equal(flush, read?.Chunks.Select(chunk => chunk.ToArray()));
        }
    }

    private WholeFlush? ReadFlush() => (WholeFlush?)_topic.TryRead();

    private static IReadOnlyList<byte[]> Torn(long epoch, string worker = "0")
    {
        var chunks = BatchWriter.Write(Flush(epoch, worker), maxChunkBytes: 500);
        Assert.True(chunks.Count > 2);
        return [.. chunks.SkipLast(1)];
    }

    private static Flush Flush(long epoch, string worker = "0")
    {
        var progress = new SourceProgress(
            new SourceId("file", "a", 0), 1, epoch * 100, epoch * 100 + 100, 1, 1, 0, 0, epoch, epoch, SourceStates.None);
        return new Flush(
            new FlushId("cn-a", worker, epoch, 0), WindowMs, 1000, 0, new FlushGenerator((int)epoch).Rows(60), [progress],
            [new OutcomeCount(Outcome.Aggregated, "", 1)]);
    }
}
