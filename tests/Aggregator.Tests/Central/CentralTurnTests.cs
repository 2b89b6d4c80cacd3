using Aggregator.Central;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Central.State;
using Aggregator.Central.Topics;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;
using Aggregator.Tests.Central.Topics;
using Aggregator.Tests.Core.Transport.Local;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aggregator.Tests.Central;

/// <summary>The merge thread's turns: no topic takes more than its share, whatever is in it.</summary>
public sealed class CentralTurnTests : IDisposable
{
    private const int WindowMs = 10_000;
    private const long TurnBytes = 4 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_turn_ends_also_while_no_flush_becomes_whole()
    {
        var list = new ListTopic("cn-a", 1);
        var unfinished = Unfinished();
        foreach (var chunk in unfinished) list.Append(0, chunk);
        using var topic = new CompactTopic("cn-a", list.OpenSource(), WindowMs);
        topic.Open(new Dictionary<string, StreamPosition>(StringComparer.Ordinal));

        Assert.Null(topic.TryRead(untilBytes: TurnBytes));
        Assert.InRange(topic.BytesRead, TurnBytes, TurnBytes + unfinished.Max(chunk => chunk.Length));
        Assert.Null(topic.TryRead(untilBytes: TurnBytes));
        Assert.InRange(topic.BytesRead, TurnBytes, TurnBytes + unfinished.Max(chunk => chunk.Length));
        Assert.Null(topic.TryRead(untilBytes: long.MaxValue));
        Assert.Equal(unfinished.Sum(chunk => (long)chunk.Length), topic.BytesRead);
    }

    [Fact]
    public void What_lies_behind_an_unfinished_flush_of_several_turns_is_merged_before_the_end()
    {
        using var log = CompactLog.Open(_folder.At("compact"));
        log.Append(Unfinished());
        log.Append(BatchWriter.Write(Flush(sequence: 2, rows: 3)));
        using var topic = new CompactTopic("cn-a", new LocalTopicSource("cn-a", log), WindowMs);
        using var journal = Journal.Open(_folder.At("journal"));
        var options = new CentralOptions();
        var state = new CentralState(
            new CentralSettings(options, WindowMs, MaxFutureMs: 60_000), new CentralClock(true), journal, new SnapshotFile(_folder.At("central")),
            new ApiTables(_folder.At("central"), new CurrentTable<ApiTable>(ApiTable.Empty)));
        var pipeline = new CentralPipeline(
            state, [topic], new CentralSchedule(options), new CentralContext(TimeProvider.System, new EventReporter(NullLogger.Instance)));

        pipeline.Run(new CancellationToken(canceled: true));

        Assert.Equal(3, new Scrape(pipeline.Current!).Sum("namespace_product_gw_http_req_total"));
    }

    /// <summary>Chunks of more than two turns, without the last.</summary>
    private static IReadOnlyList<byte[]> Unfinished()
    {
        IReadOnlyList<byte[]> chunks = [.. BatchWriter.Write(Flush(sequence: 1, rows: 60_000)).SkipLast(1)];
        Assert.True(chunks.Sum(chunk => (long)chunk.Length) > 2 * TurnBytes);
        return chunks;
    }

    private static Flush Flush(long sequence, int rows)
    {
        // A name that no other row has and that does not pack takes its bytes.
        var made = Enumerable.Range(0, rows).Select(row => new Row(
            new GroupKey(CentralWorld.StartMs / WindowMs * WindowMs, "ecs", "Run", "v1", $"{row:x8}{new string('u', 150)}", "cn-a", "pop", 200, "", "cn-a"),
            TenantLevel.None, OneLog()));
        var progress = new SourceProgress(
            new SourceId("file", "a", 0), 1, 0, rows, rows, rows, 0, 0, CentralWorld.StartMs, CentralWorld.StartMs, SourceStates.Historic);
        return new Flush(
            new FlushId("cn-a", "0", 1, sequence), WindowMs, 1000, CentralWorld.StartMs, [.. made], [progress], [new OutcomeCount(Outcome.Aggregated, "", rows)]);
    }

    private static PartialAggregate OneLog()
    {
        var measures = new PartialAggregate();
        measures.Add(throttled: false);
        return measures;
    }
}
