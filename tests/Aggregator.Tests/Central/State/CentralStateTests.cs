using System.Globalization;
using Aggregator.Central;
using Aggregator.Central.Options;
using Aggregator.Central.State;
using Aggregator.Central.Topics;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Tests.Core.Transport.Local;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using Outcome = Aggregator.Core.Wire.Outcome;

namespace Aggregator.Tests.Central.State;

/// <summary>The engine, its journal and snapshots, the topic and the API tables together, with a crash at any step.</summary>
public sealed class CentralStateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_crash_at_any_step_shows_the_last_publication_again_and_counts_every_flush_once()
    {
        var round = 0;
        var steps = Gen.Elements(
            "flush", "flush", "flush", "torn flush", "merge", "merge", "merge", "publish", "publish", "save", "new table", "crash",
            "lose newest snapshot").ListOf(60);
        Prop.ForAll(steps.ToArbitrary(), list =>
        {
            using var centre = new CrashingCentre(_folder.At($"{round++}"), eventTime: round % 2 == 0);
            foreach (var step in list) centre.Do(step);
            centre.AssertEverythingCounted();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25)); // each syncs the disk dozens of times
    }

    [Fact]
    public void The_kind_of_clock_is_that_of_the_first_start()
    {
        using var centre = new CrashingCentre(_folder.At("first"), eventTime: true);
        centre.Do("publish");
        centre.EventTime = false; // a recent file lies beside the old ones by now, but nothing of it was merged
        centre.Do("crash");
        Assert.Contains("aggregator_central_event_time_mode 1\n", centre.LastText, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_that_the_state_was_made_with_is_kept_while_the_journal_needs_it()
    {
        using var centre = new CrashingCentre(_folder.At("first"), eventTime: false);
        foreach (var step in (string[])["flush", "merge", "publish", "new table", "crash", "flush", "merge", "publish", "crash", "lose newest snapshot"]) centre.Do(step);
        Assert.Contains("priority=\"P0\"} 4\n", centre.LastText, StringComparison.Ordinal);
        Assert.Contains("priority=\"P1\"} 4\n", centre.LastText, StringComparison.Ordinal);
    }

    /// <summary>A region's log and the centre over it, in one folder. A crash forgets whatever is only in memory.</summary>
    private sealed class CrashingCentre : IDisposable
    {
        private const long WindowMs = 10_000;

        private static readonly CentralOptions Options = new() { FirstZeroFor = TimeSpan.Zero };

        private readonly string _folder;
        private readonly string _table;
        private long _nowMs = CentralWorld.StartMs;
        private long _publishedMs;
        private int _tables;
        private long _epoch = 1;
        private long _sequence;
        private long _next;
        private bool _isMerged; // since the last publication
        private bool _isSaved; // and saved before the next
        private CompactLog _log = null!;
        private Journal _journal = null!;
        private CompactTopic _topic = null!;
        private CentralState _state = null!;

        public CrashingCentre(string folder, bool eventTime)
        {
            _folder = Directory.CreateDirectory(folder).FullName;
            _table = Path.Combine(_folder, "apis.csv");
            EventTime = eventTime;
            WriteTable();
            Open();
        }

        /// <summary>What a start takes the kind of clock for.</summary>
        public bool EventTime { get; set; }

        /// <summary>The last publication.</summary>
        public string LastText { get; private set; } = "";

        public void Do(string step)
        {
            _nowMs += 700;
            switch (step)
            {
                case "flush":
                    _log.Append(BatchWriter.Write(MakeFlush(), maxChunkBytes: 200));
                    _next += 4;
                    break;
                case "torn flush":
                    _log.Append([.. BatchWriter.Write(MakeFlush(), maxChunkBytes: 200).SkipLast(1)]);
                    Restart(); // only a crash tears
                    break;
                case "merge":
                    Merge();
                    break;
                case "publish":
                    Publish(_nowMs);
                    break;
                case "save":
                    _state.Save([_topic]);
                    _isSaved = _isMerged;
                    break;
                case "new table":
                    _tables++;
                    WriteTable();
                    break;
                case "lose newest snapshot":
                    Restart(loseSnapshot: true);
                    break;
                default:
                    Restart();
                    break;
            }
        }

        public void AssertEverythingCounted()
        {
            Restart();
            while (Merge())
            {
            }
            var scrape = new Scrape(_state.Publish(_nowMs));
            Assert.Equal(_next, scrape.Sum("namespace_product_gw_http_req_total"));
            Assert.Equal(_next, scrape.Sum("namespace_api_gw_http_req_total"));
            Assert.Equal(_next, scrape.Sum("aggregator_central_logs_read_total"));
            Assert.Equal(_next > 0 ? 1 : 0, scrape.Sum("aggregator_central_ledger_balanced"));
            Assert.Equal(0, scrape.Sum("aggregator_central_repeated_flushes_total"));
        }

        public void Dispose()
        {
            _topic.Dispose();
            _journal.Dispose();
            _log.Dispose();
        }

        private void Restart(bool loseSnapshot = false)
        {
            Dispose();
            var previous = Path.Combine(_folder, "snapshot.previous.bin");
            if (loseSnapshot && File.Exists(previous)) File.Delete(Path.Combine(_folder, "snapshot.bin"));
            Open();
            var (before, isAhead) = (LastText, _isSaved);
            if (_publishedMs == 0) return;
            Publish(_publishedMs);
            // A snapshot may hold flushes that were not published yet.
            if (!isAhead) Assert.Equal(before, LastText);
        }

        private void Publish(long nowMs)
        {
            (LastText, _publishedMs) = (Scrape.TextOf(_state.Publish(nowMs)), nowMs);
            _isMerged = _isSaved = false;
        }

        private void Open()
        {
            _log = CompactLog.Open(Path.Combine(_folder, "compact"));
            var last = LastFlush.Find(_log);
            Assert.Equal(_next, last.Sources.Select(source => source.Next).SingleOrDefault());
            (_epoch, _sequence) = (last.NextEpoch(0), 0);

            var tables = new ApiTables(_folder, new CurrentTable<ApiTable>(ApiTable.Load(_table)));
            _journal = Journal.Open(Path.Combine(_folder, "journal"));
            _state = new CentralState(
                new CentralSettings(Options, WindowMs, MaxFutureMs: 60_000), new CentralClock(EventTime), _journal,
                new SnapshotFile(_folder), tables);
            _topic = new CompactTopic("cn-a", new LocalTopicSource("cn-a", _log), WindowMs);
            _state.Recover([_topic]);
        }

        private bool Merge()
        {
            if (_topic.TryRead() is not { } read) return false;
            _state.Take(read, _nowMs);
            return _isMerged = true;
        }

        private void WriteTable() => File.WriteAllText(
            _table, string.Create(CultureInfo.InvariantCulture, $"product,api,version,priority\necs,Run,v1,P{_tables}\n"));

        /// <summary>Four logs of four tenants, in as many chunks as their rows need.</summary>
        private Flush MakeFlush()
        {
            var (eventMs, states) = EventTime ? (_nowMs - 3_600_000, SourceStates.Historic) : (_nowMs, SourceStates.None);
            var windowMs = eventMs / WindowMs * WindowMs;
            var rows = Enumerable.Range(0, 4).Select(uid => new Row(
                new GroupKey(windowMs, "ecs", "Run", "v1", $"tenant-{uid}-of-a-name-that-fills-a-chunk", "cn-a", "pop", 200, "", "cn-a"),
                TenantLevel.None, OneLog()));
            var progress = new SourceProgress(
                new SourceId("file", "a", 0), 1, _next, _next + 4, 4, 4, 0, 0, eventMs, eventMs, states);
            return new Flush(
                new FlushId("cn-a", "0", _epoch, _sequence++), WindowMs, 1000, _nowMs, [.. rows], [progress],
                [new OutcomeCount(Outcome.Aggregated, "", 4)]);
        }

        private static PartialAggregate OneLog()
        {
            var measures = new PartialAggregate();
            measures.Add(throttled: false);
            return measures;
        }
    }
}
