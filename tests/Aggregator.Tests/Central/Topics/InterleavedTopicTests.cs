using Aggregator.Central;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Central.State;
using Aggregator.Central.Topics;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Wire;
using Aggregator.Tests.Core.Transport.Local;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using Outcome = Aggregator.Core.Wire.Outcome;

namespace Aggregator.Tests.Central.Topics;

/// <summary>
/// Several workers write one topic at once, and the centre crashes between any two steps: every flush counts once, repeats
/// that only the restart made are no one's news, and the last publication is shown again.
/// </summary>
public sealed class InterleavedTopicTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_crash_at_any_step_between_interleaved_chunks_counts_every_flush_once()
    {
        var round = 0;
        var step = Gen.Frequency(
            (6, Gen.Choose(0, 2).Select(worker => $"chunk {worker}")), (1, Gen.Constant("torn")), (1, Gen.Constant("garbage")),
            (6, Gen.Constant("merge")), (2, Gen.Constant("publish")), (1, Gen.Constant("save")), (2, Gen.Constant("crash")),
            (1, Gen.Constant("lose newest snapshot")));
        Prop.ForAll(step.ListOf(100).ToArbitrary(), steps =>
        {
            using var world = new World(_folder.At($"{round++}"));
            foreach (var name in steps) world.Do(name);
            world.AssertEverythingCounted();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void A_flush_that_is_read_again_for_another_ones_sake_is_not_even_counted_as_a_repeat()
    {
        using var world = new World(_folder.At("again"));
        world.Do("chunk 0"); // begins first and is not whole yet: reading must begin here again
        world.Write(worker: 2);
        foreach (var step in (string[])["merge", "publish", "crash"]) world.Do(step);
        Assert.Equal(0, world.PositionOf(0).Resume);
        Assert.True(world.PositionOf(0).Reached > 0);
        world.AssertEverythingCounted();
    }

    /// <summary>Three workers, a topic of two partitions, a centre in a folder.</summary>
    private sealed class World : IDisposable
    {
        private const int Markers = 1; // behind each message, as transactions leave them
        private const int Partitions = 2;
        private const long WindowMs = 10_000;

        private readonly string _folder;
        private readonly ListTopic _topic = new("cn-a", Partitions);
        private readonly Queue<byte[]>[] _unsent = [new(), new(), new()];
        private readonly long[] _sequences = new long[3];
        private readonly long[] _epochs = [1, 1, 1];
        private readonly long[] _next = new long[3];
        private readonly HashSet<BatchAddress> _garbage = [];
        private long _nowMs = CentralWorld.StartMs;
        private long _publishedMs;
        private string _lastText = "";
        private bool _isMerged;
        private bool _isSaved;
        private Journal _journal = null!;
        private CentralState _state = null!;
        private CompactTopic _read = null!;

        public World(string folder)
        {
            _folder = Directory.CreateDirectory(folder).FullName;
            Open();
        }

        public StreamPosition PositionOf(int partition) =>
            _read.Positions.Single(entry => string.Equals(entry.Key, BatchAddress.StreamOf("cn-a", partition), StringComparison.Ordinal)).Value;

        public void Do(string step)
        {
            _nowMs += 700;
            switch (step)
            {
                case "merge":
                    Merge();
                    break;
                case "publish":
                    Publish(_nowMs);
                    break;
                case "save":
                    _state.Save([_read]);
                    _isSaved = _isMerged;
                    break;
                case "garbage":
                    _garbage.Add(new BatchAddress("cn-a", 0, _topic.Append(0, [1, 2, 3], Markers)));
                    Restart(loseSnapshot: false); // with --skip
                    break;
                case "torn":
                    Tear(worker: 2);
                    break;
                case "crash" or "lose newest snapshot":
                    Restart(loseSnapshot: !string.Equals(step, "crash", StringComparison.Ordinal));
                    break;
                default:
                    WriteChunk(step[^1] - '0');
                    break;
            }
        }

        /// <summary>A worker writes the rest of its flush, or a whole one.</summary>
        public void Write(int worker)
        {
            do WriteChunk(worker);
            while (_unsent[worker].Count > 0);
        }

        public void AssertEverythingCounted()
        {
            for (var worker = 0; worker < _unsent.Length; worker++)
            {
                if (_unsent[worker].Count > 0) Write(worker);
            }
            Restart(loseSnapshot: false);
            while (Merge()) { }
            var scrape = new Scrape(_state.Publish(_nowMs));
            Assert.Null(_read.Held);
            Assert.Equal(_next.Sum(), scrape.Sum("namespace_product_gw_http_req_total"));
            Assert.Equal(_next.Sum(), scrape.Sum("aggregator_central_logs_read_total"));
            Assert.Equal(_garbage.Count, scrape.Sum("aggregator_central_skipped_batches_total"));
            Assert.Equal(0, scrape.Sum("aggregator_central_repeated_flushes_total"));
            Assert.Equal(0, scrape.Sum("aggregator_central_overlap_positions_total"));
            Assert.Equal(0, scrape.Sum("aggregator_central_imbalance_logs_total"));
        }

        public void Dispose()
        {
            _read.Dispose();
            _journal.Dispose();
        }

        private void WriteChunk(int worker)
        {
            if (_unsent[worker].Count == 0)
            {
                foreach (var chunk in BatchWriter.Write(MakeFlush(worker), maxChunkBytes: 200)) _unsent[worker].Enqueue(chunk);
                _next[worker] += 4;
            }
            _topic.Append(worker % Partitions, _unsent[worker].Dequeue(), Markers);
        }

        /// <summary>A worker without transactions dies inside a flush; its next incarnation reads the same logs again.</summary>
        private void Tear(int worker)
        {
            if (_unsent[worker].Count == 0) WriteChunk(worker);
            if (_unsent[worker].Count == 0) return;
            _unsent[worker].Clear();
            _next[worker] -= 4;
            _epochs[worker]++;
        }

        private void Restart(bool loseSnapshot)
        {
            Dispose();
            if (loseSnapshot && File.Exists(Path.Combine(_folder, "snapshot.previous.bin"))) File.Delete(Path.Combine(_folder, "snapshot.bin"));
            Open();
            var (before, isAhead) = (_lastText, _isSaved);
            if (_publishedMs == 0) return;
            Publish(_publishedMs);
            if (!isAhead) Assert.Equal(before, _lastText); // a snapshot may hold flushes that were not published yet
        }

        private void Open()
        {
            _journal = Journal.Open(Path.Combine(_folder, "journal"));
            _state = new CentralState(
                new CentralSettings(new CentralOptions { FirstZeroFor = TimeSpan.Zero }, WindowMs, MaxFutureMs: 60_000),
                new CentralClock(eventTime: false), _journal, new SnapshotFile(_folder), new ApiTables(_folder, new CurrentTable<ApiTable>(ApiTable.Empty)));
            _read = new CompactTopic("cn-a", _topic.OpenSource(), WindowMs, _garbage);
            _state.Recover([_read]);
        }

        private void Publish(long nowMs)
        {
            (_lastText, _publishedMs) = (Scrape.TextOf(_state.Publish(nowMs)), nowMs);
            _isMerged = _isSaved = false;
            Assert.DoesNotContain(_state.DrainEvents(), happened => happened.Kind == CentralEventKind.RepeatDropped);
        }

        private bool Merge()
        {
            if (_read.TryRead() is not { } read) return false;
            _state.Take(read, _nowMs);
            return _isMerged = true;
        }

        private Flush MakeFlush(int worker)
        {
            var rows = Enumerable.Range(0, 4).Select(uid =>
            {
                var measures = new PartialAggregate();
                measures.Add(throttled: false);
                return new Row(
                    new GroupKey(_nowMs / WindowMs * WindowMs, "ecs", "Run", "v1", $"tenant-{uid}-of-a-name-that-fills-a-chunk", "cn-a", "pop", 200, "", "cn-a"),
                    TenantLevel.None, measures);
            });
            var progress = new SourceProgress(
                new SourceId("c1", "logs", worker), 3, _next[worker], _next[worker] + 4, 4, 4, 0, 0, _nowMs, _nowMs, SourceStates.None);
            return new Flush(
                new FlushId("cn-a", $"w{worker}", _epochs[worker], _sequences[worker]++), WindowMs, 1000, _nowMs, [.. rows], [progress],
                [new OutcomeCount(Outcome.Aggregated, "", 4)]);
        }
    }
}
