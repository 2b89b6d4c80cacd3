using Aggregator.Central.State;
using Aggregator.Central.Topics;
using Aggregator.Tests.Core.Transport.Local;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Central.State;

/// <summary>Snapshot and journal together, with an engine that hashes the entries it merged: any order or loss shows.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_restart_continues_exactly_where_the_last_publication_was()
    {
        var round = 0;
        var steps = Gen.Elements("batch", "batch", "batch", "publish", "snapshot", "crash", "lose newest snapshot").ListOf(40);
        Prop.ForAll(steps.ToArbitrary(), list =>
        {
            var directory = _folder.At($"{round++}");
            var centre = new HashingCentre(directory);
            foreach (var (step, number) in list.Select((step, i) => (step, i)))
            {
                if (step is "batch") centre.Merge(number);
                if (step is "publish") centre.Publish(number);
                if (step is "snapshot") centre.Snapshot(number);
                if (step is not ("crash" or "lose newest snapshot")) continue;

                var published = centre.Published;
                centre.Dispose();
                if (step is "lose newest snapshot") File.Delete(Path.Combine(directory, "snapshot.bin"));
                centre = new HashingCentre(directory);
                Assert.Equal(published, centre.Published);
            }
            centre.Dispose();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25)); // each opens journals and syncs the disk dozens of times
    }

    private sealed class HashingCentre : IDisposable
    {
        private readonly Journal _journal;
        private readonly SnapshotFile _snapshots;
        private long _merged;

        public HashingCentre(string directory)
        {
            _journal = Journal.Open(Path.Combine(directory, "journal"));
            _snapshots = new SnapshotFile(directory);
            var loaded = _snapshots.Load((_, stream) => _merged = new BinaryReader(stream).ReadInt64());
            Published = _merged;
            using var reader = _journal.OpenReader(loaded?.Journal ?? Journal.FirstPosition);
            while (reader.TryRead(out var entry, out _))
            {
                if (entry.Kind == JournalEntryKind.Batch) Add(entry.NowMs);
                if (entry.Kind == JournalEntryKind.Publish) Published = _merged;
            }
        }

        /// <summary>What was shown last.</summary>
        public long Published { get; private set; }

        public void Merge(long nowMs)
        {
            _journal.AddBatch(nowMs, "r", StreamPosition.At(nowMs), new byte[nowMs * 100]);
            Add(nowMs);
        }

        public void Publish(long nowMs)
        {
            _journal.AddPublish(nowMs);
            _journal.Commit();
            Published = _merged;
        }

        public void Snapshot(long nowMs)
        {
            Publish(nowMs);
            var topics = new Dictionary<string, StreamPosition>(StringComparer.Ordinal) { ["r"] = StreamPosition.At(nowMs) };
            var neededFrom = _snapshots.Save(new SnapshotPosition(_journal.Position, topics, 0), stream => stream.Write(BitConverter.GetBytes(_merged)));
            _journal.TruncateBefore(neededFrom);
        }

        public void Dispose() => _journal.Dispose();

        private void Add(long number) => _merged = unchecked((_merged * 31) + number + 1);
    }
}
