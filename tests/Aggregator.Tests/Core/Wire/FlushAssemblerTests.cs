using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using Outcome = Aggregator.Core.Wire.Outcome;

namespace Aggregator.Tests.Core.Wire;

public sealed class FlushAssemblerTests
{
    private static readonly string[] Workers = ["a", "b", "c"];
    private static readonly RowSet Rows = new FlushGenerator(1).Rows(40);

    private readonly FlushAssembler _assembler = new();
    private long _position;

    [Fact]
    public void A_flush_of_one_chunk_is_whole_at_once()
    {
        var chunk = Assert.Single(Chunks("a", 0, 1));
        Assert.Same(chunk.Flush, Add(chunk));
        AssertNothingPending(discarded: 0);
    }

    [Fact]
    public void A_flush_is_whole_with_its_last_chunk()
    {
        var chunks = Chunks("a", 0, 3);
        Assert.Null(Add(chunks[0]));
        Assert.Null(Add(chunks[1]));
        Assert.Equal(1, _assembler.PendingFlushes);

        var whole = Add(chunks[2]);
        Assert.Equal(FlushText.Of(chunks.SelectMany(chunk => chunk.Flush.Rows)), FlushText.Of(whole!.Rows));
        Assert.Equal(chunks[2].Flush.Sources, whole.Sources);
        AssertNothingPending(discarded: 0);
    }

    [Fact]
    public void Workers_may_interleave_in_any_way() =>
        Prop.ForAll(FlushGenerator.Seeds, seed =>
        {
            var random = new Random(seed);
            var streams = Workers
                .Select(worker => new Queue<BatchChunk>(Enumerable.Range(0, 4).SelectMany(i => Chunks(worker, i, random.Next(1, 5)))))
                .ToList();
            var assembler = new FlushAssembler();
            var whole = new List<FlushId>();
            while (streams.Count > 0)
            {
                var stream = streams[random.Next(streams.Count)];
                if (assembler.Add(stream.Dequeue(), 0) is { } flush) whole.Add(flush.Id);
                if (stream.Count == 0) streams.Remove(stream);
            }
            Assert.Equal(12, whole.Distinct().Count());
            Assert.All(whole.GroupBy(id => id.Worker, StringComparer.Ordinal), ids => Assert.Equal([0, 1, 2, 3], ids.Select(id => id.Sequence)));
            Assert.Equal((0, 0, 0), (assembler.PendingFlushes, assembler.DiscardedFlushes, assembler.StrayChunks));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_newer_flush_of_the_worker_discards_an_unfinished_one()
    {
        Add(Chunks("a", 5, 3)[0]);
        var newer = Chunks("a", 6, 2);
        Assert.Null(Add(newer[0]));
        Assert.Equal(1, _assembler.DiscardedFlushes);
        Assert.NotNull(Add(newer[1]));
        AssertNothingPending(discarded: 1);
    }

    [Fact]
    public void A_heartbeat_of_a_new_incarnation_discards_what_the_old_one_left_unfinished()
    {
        Add(Chunks("a", 5, 3)[0]);
        Assert.NotNull(Add(Chunks("a", 0, 1, epoch: 2)[0]));
        AssertNothingPending(discarded: 1);
    }

    [Fact]
    public void An_older_flush_of_a_replaced_worker_takes_nothing_away()
    {
        var newer = Chunks("a", 0, 2, epoch: 2);
        Add(newer[0]);
        Assert.NotNull(Add(Chunks("a", 99, 1, epoch: 1)[0]));
        Assert.Null(Add(Chunks("a", 99, 2, epoch: 1)[0]));
        Assert.NotNull(Add(newer[1]));
        AssertNothingPending(discarded: 0, stray: 1);
    }

    [Fact]
    public void Chunks_sent_twice_count_once()
    {
        var chunks = Chunks("a", 0, 3);
        foreach (var index in new[] { 0, 1, 0, 1, 1 }) Assert.Null(Add(chunks[index]));
        Assert.Equal(FlushText.Of(chunks.SelectMany(chunk => chunk.Flush.Rows)), FlushText.Of(Add(chunks[2])!.Rows));
        AssertNothingPending(discarded: 0);
    }

    [Fact]
    public void A_flush_with_a_chunk_missing_is_discarded()
    {
        var chunks = Chunks("a", 0, 3);
        Add(chunks[0]);
        Assert.Null(Add(chunks[2]));
        AssertNothingPending(discarded: 1, stray: 1);
    }

    [Fact]
    public void The_end_of_a_flush_whose_beginning_was_not_read_is_stray()
    {
        Assert.Null(Add(Chunks("a", 0, 3)[1]));
        AssertNothingPending(discarded: 0, stray: 1);
    }

    [Fact]
    public void A_flush_that_is_never_finished_is_given_up()
    {
        var chunks = Chunks("dead", 0, 2);
        Add(chunks[0]);
        for (var i = 0; i < FlushAssembler.MostChunksBetween; i++) Add(Chunks("alive", i, 1)[0]);
        Assert.Equal(1, _assembler.PendingFlushes);

        Add(Chunks("alive", FlushAssembler.MostChunksBetween, 1)[0]);
        AssertNothingPending(discarded: 1);
    }

    [Fact]
    public void Reading_again_from_the_oldest_pending_position_gives_every_unfinished_flush()
    {
        BatchChunk[] stream =
        [
            Chunks("a", 0, 1)[0], Chunks("b", 0, 2)[0], Chunks("a", 1, 2)[0], Chunks("a", 1, 2)[1], Chunks("c", 0, 3)[0],
            Chunks("b", 0, 2)[1], Chunks("c", 0, 3)[1], Chunks("c", 0, 3)[2],
        ];
        for (var stop = 0; stop < stream.Length; stop++)
        {
            var before = new FlushAssembler();
            var whole = new HashSet<FlushId>();
            Read(before, stream[..stop], 0, whole);
            var resume = (int)(before.OldestPendingPosition ?? stop);
            Read(new FlushAssembler(), stream[resume..], resume, whole);
            Assert.Equal(4, whole.Count);
        }
    }

    [Fact]
    public void The_oldest_pending_position_is_that_of_a_first_chunk()
    {
        Assert.Null(_assembler.OldestPendingPosition);
        var b = Chunks("b", 0, 3);
        Add(Chunks("a", 0, 1)[0]);
        Add(b[0]);
        Add(Chunks("c", 0, 2)[0]);
        Add(b[1]);
        Assert.Equal(1, _assembler.OldestPendingPosition);
        Add(b[2]);
        Assert.Equal(2, _assembler.OldestPendingPosition);
    }

    private Flush? Add(BatchChunk chunk) => _assembler.Add(chunk, _position++);

    private static void Read(FlushAssembler assembler, BatchChunk[] stream, long position, HashSet<FlushId> whole)
    {
        foreach (var chunk in stream)
        {
            if (assembler.Add(chunk, position++) is { } flush) whole.Add(flush.Id);
        }
    }

    private void AssertNothingPending(long discarded, long stray = 0)
    {
        Assert.Equal(0, _assembler.PendingFlushes);
        Assert.Null(_assembler.OldestPendingPosition);
        Assert.Equal(discarded, _assembler.DiscardedFlushes);
        Assert.Equal(stray, _assembler.StrayChunks);
    }

    private static BatchChunk[] Chunks(string worker, long sequence, int count, long epoch = 1) =>
    [
        .. Enumerable.Range(0, count).Select(i => new BatchChunk(
            new Flush(
                new FlushId("r", worker, epoch, sequence), 10_000, 1_000, 0, [Rows[2 * i], Rows[2 * i + 1]], [],
                i == count - 1 ? [new OutcomeCount(Outcome.Aggregated, "", 2 * count)] : []),
            i, count)),
    ];
}
