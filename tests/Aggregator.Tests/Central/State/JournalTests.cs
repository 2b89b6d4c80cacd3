using Aggregator.Central.State;
using Aggregator.Central.Topics;
using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;
using Aggregator.Tests.Core.Transport.Local;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Central.State;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Repeats_what_was_done_in_order_after_a_restart()
    {
        var largest = Records.Numbered(1, 512 * 1024);
        var directory = _folder.At("journal");
        using (var journal = Journal.Open(directory))
        {
            journal.AddTables(ulong.MaxValue);
            journal.AddBatch(-5, "cn-hangzhou/0", new StreamPosition(64, 70), largest);
            journal.AddBatch(long.MaxValue, "région", StreamPosition.At(long.MinValue), []);
            journal.AddPublish(1_700_000_000_123);
            journal.Commit();
        }
        using (var journal = Journal.Open(directory))
        {
            Assert.Equal(
                [
                    "Tables 0 '' 0..0 0 18446744073709551615",
                    $"Batch -5 'cn-hangzhou/0' 64..70 {Crc32C.Compute(largest)} 0",
                    "Batch 9223372036854775807 'région' -9223372036854775808..-9223372036854775808 0 0",
                    "Publish 1700000000123 '' 0..0 0 0",
                ],
                Read(journal, Journal.FirstPosition), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Keeps_any_batch_as_it_was_read()
    {
        using var journal = Journal.Open(_folder.At("journal"));
        Prop.ForAll<long, byte[], NonNull<string>>((nowMs, batch, topic) =>
        {
            var text = topic.Get.Replace('\uD800', '?');
            var from = journal.Position;
            journal.AddBatch(nowMs, new string([.. text.Where(c => !char.IsSurrogate(c))]), new StreamPosition(nowMs / 2, nowMs / 3), batch);
            journal.Commit();
            using var reader = journal.OpenReader(from);
            Assert.True(reader.TryRead(out var entry, out var next));
            Assert.Equal(journal.Position, next);
            Assert.Equal((JournalEntryKind.Batch, nowMs, new StreamPosition(nowMs / 2, nowMs / 3)), (entry.Kind, entry.NowMs, entry.Position));
            Assert.Equal(batch, entry.Bytes.ToArray());
            Assert.Equal(new string([.. text.Where(c => !char.IsSurrogate(c))]), entry.Stream);
            Assert.False(reader.TryRead(out _, out _));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Keeps_what_was_passed_over()
    {
        var passed = new PassedOver("cn-a/7", new StreamPosition(3, 12), "cn-a", PassReason.Expired, 5, 12);
        using var journal = Journal.Open(_folder.At("journal"));
        journal.AddPass(passed);
        journal.Commit();
        using var reader = journal.OpenReader(Journal.FirstPosition);
        Assert.True(reader.TryRead(out var entry, out _));
        Assert.Equal((JournalEntryKind.Pass, passed), (entry.Kind, entry.Passed));
    }

    [Fact]
    public void Reads_a_batch_of_the_layout_with_one_position()
    {
        byte[] entry = [1, 9, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0, 2, 0, (byte)'c', (byte)'n', 1, 2, 3];
        var directory = _folder.At("journal");
        using (var log = CompactLog.Open(directory)) log.Append([entry]);
        using var journal = Journal.Open(directory);
        Assert.Equal([$"Batch 9 'cn' 64..64 {Crc32C.Compute([1, 2, 3])} 0"], Read(journal, Journal.FirstPosition), StringComparer.Ordinal);
    }

    [Fact]
    public void Forgets_what_was_not_committed()
    {
        var directory = _folder.At("journal");
        using (var journal = Journal.Open(directory))
        {
            journal.AddPublish(1);
            journal.Commit();
            journal.AddPublish(2);
            Assert.Equal(["Publish 1 '' 0..0 0 0"], Read(journal, Journal.FirstPosition), StringComparer.Ordinal);
        }
        using (var journal = Journal.Open(directory))
        {
            Assert.Equal(["Publish 1 '' 0..0 0 0"], Read(journal, Journal.FirstPosition), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Refuses_to_begin_in_the_middle_when_its_begin_was_truncated()
    {
        using var journal = Journal.Open(_folder.At("journal"));
        journal.AddPublish(1);
        var second = journal.Position;
        journal.AddPublish(2);
        journal.Commit();
        journal.TruncateBefore(second);

        Assert.Equal(["Publish 2 '' 0..0 0 0"], Read(journal, second), StringComparer.Ordinal);
        Assert.Throws<CompactLogException>(() => journal.OpenReader(Journal.FirstPosition));
    }

    [Theory]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0 })]
    [InlineData(new byte[] { 5, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0 })]
    [InlineData(new byte[] { 6, 1, 0, 0, 0, 0, 0, 0, 0 })]
    public void Refuses_an_entry_it_does_not_know(byte[] entry)
    {
        var directory = _folder.At("journal");
        using (var log = CompactLog.Open(directory)) log.Append([entry]);
        using var journal = Journal.Open(directory);
        Assert.Throws<InvalidDataException>(() => Read(journal, Journal.FirstPosition));
    }

    private static List<string> Read(Journal journal, long from)
    {
        var entries = new List<string>();
        using var reader = journal.OpenReader(from);
        while (reader.TryRead(out var entry, out _))
        {
            entries.Add($"{entry.Kind} {entry.NowMs} '{entry.Stream}' {entry.Position.Resume}..{entry.Position.Reached} {Crc32C.Compute(entry.Bytes.Span)} {entry.TablesHash}");
        }
        return entries;
    }
}
