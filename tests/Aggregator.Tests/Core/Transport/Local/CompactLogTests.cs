using Aggregator.Core.Transport.Local;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Core.Transport.Local;

public sealed class CompactLogTests : IDisposable
{
    private const int PageBytes = 1 << 21;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reads_what_was_appended_before_and_after_a_restart()
    {
        var round = 0;
        Prop.ForAll<byte[][][]>(appends =>
        {
            var directory = _folder.At("any", $"{round++}");
            var written = appends.Where(records => records is not null).Select(records => records.Select(r => r ?? []).ToArray()).ToList();
            using (var log = CompactLog.Open(directory))
            {
                foreach (var records in written) log.Append(records);
                Records.AssertSame(written.SelectMany(records => records), Records.ReadAll(log));
            }
            Records.AssertSame(written.SelectMany(records => records), Records.ReadAll(directory));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(48)]
    public void Goes_on_where_records_fill_a_page_to_its_last_bytes(int bytesLeft)
    {
        var directory = _folder.At("log");
        var largest = new byte[CompactLog.MaxRecordBytes];
        List<byte[]> written = [largest, [], [1], [2, 3]];
        using (var log = CompactLog.Open(directory))
        {
            var next = log.Append([largest]).NextPosition;
            using var reader = log.OpenReader(log.BeginPosition);
            Assert.Single(Records.ReadOn(reader));

            var filler = Records.Numbered(1, (int)(PageBytes - next) - bytesLeft - 28); // 28 bytes surround a record
            Assert.Equal(PageBytes - bytesLeft, log.Append([filler]).NextPosition);
            written.Insert(1, filler);
            Records.AssertSame([filler], Records.ReadOn(reader));
            Assert.Empty(Records.ReadOn(reader));

            log.Append([[], [1]]);
            Assert.Equal([[], [1]], Records.ReadOn(reader));
        }
        using (var log = CompactLog.Open(directory))
        {
            log.Append([[2, 3]]);
            Records.AssertSame(written, Records.ReadAll(log));
            Assert.Equal([[], [1], [2, 3]], Records.ReadAll(log, PageBytes - bytesLeft));
        }
    }

    [Fact]
    public void Starts_empty_and_appends_nothing_for_no_records()
    {
        using var log = CompactLog.Open(_folder.At("new", "log"));
        var range = log.Append([]);
        Assert.Equal(new AppendedRange(CompactLog.FirstPosition, CompactLog.FirstPosition), range);
        Assert.Equal((CompactLog.FirstPosition, CompactLog.FirstPosition), (log.BeginPosition, log.TailPosition));
        Assert.Empty(Records.ReadAll(log));
    }

    [Fact]
    public void Reads_on_from_any_noted_position()
    {
        using var log = CompactLog.Open(_folder.At("log"));
        var positions = new List<long>();
        for (var i = 0; i < 20; i++) positions.Add(log.Append([Records.Numbered(i, i * 10)]).FirstPosition);
        for (var i = 0; i < 20; i++)
        {
            var rest = Records.ReadAll(log, positions[i]);
            Assert.Equal(20 - i, rest.Count);
            Records.AssertSame([Records.Numbered(i, i * 10)], rest[..1]);
        }
    }

    [Fact]
    public void Shows_a_record_only_once_it_is_committed()
    {
        var directory = _folder.At("log");
        using (var log = CompactLog.Open(directory))
        {
            using var reader = log.OpenReader(log.BeginPosition);
            log.Enqueue([1]);
            Assert.False(reader.TryRead(out _, out _, out _));
            log.Commit();
            Assert.Equal([[1]], Records.ReadOn(reader));
            log.Enqueue([2]);
        }
        Assert.Equal([[1]], Records.ReadAll(directory));
    }

    [Fact]
    public void Begins_anew_over_what_was_never_committed()
    {
        var directory = _folder.At("log");
        using (var log = CompactLog.Open(directory))
        {
            for (var i = 0; i < 20; i++) log.Enqueue(Records.Numbered(i, 500_000)); // more than memory holds, so files exist
        }
        Assert.NotEmpty(Directory.GetFiles(directory, "log.*"));
        using (var log = CompactLog.Open(directory))
        {
            Assert.Empty(Records.ReadAll(log));
            log.Append([[7]]);
        }
        Assert.Equal([[7]], Records.ReadAll(directory));
    }

    [Fact]
    public async Task Can_be_read_while_another_thread_appends()
    {
        const int Count = 400;
        using var log = CompactLog.Open(_folder.At("log"));
        using var reader = log.OpenReader(log.BeginPosition);
        var writer = Task.Run(() =>
        {
            for (var i = 0; i < Count; i += 2) log.Append([Records.Numbered(i, i * 100), Records.Numbered(i + 1, 30_000)]);
        });

        var read = 0;
        while (read < Count)
        {
            if (!reader.TryRead(out var record, out _, out _))
            {
                if (writer.IsFaulted) await writer;
                await Task.Yield();
                continue;
            }
            Records.AssertSame([Records.Numbered(read, read % 2 == 0 ? read * 100 : 30_000)], [record.ToArray()]);
            read++;
        }
        await writer;
        Assert.False(reader.TryRead(out _, out _, out _));
    }

    [Fact]
    public void Refuses_a_record_that_is_too_large_and_appends_none_of_its_flush()
    {
        using var log = CompactLog.Open(_folder.At("log"));
        var error = Assert.Throws<ArgumentException>(() => log.Append([[1], new byte[CompactLog.MaxRecordBytes + 1]]));
        Assert.Contains("1048577 bytes is too large", error.Message, StringComparison.Ordinal);
        log.Append([[2]]);
        Assert.Equal([[2]], Records.ReadAll(log));
    }

    [Fact]
    public void Refuses_a_position_after_its_end()
    {
        using var log = CompactLog.Open(_folder.At("log"));
        var error = Assert.Throws<CompactLogException>(() => log.OpenReader(log.TailPosition + 16));
        Assert.Contains("after its end", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_a_position_that_is_no_records()
    {
        using var log = CompactLog.Open(_folder.At("log"));
        log.Append([new byte[100], new byte[100]]);
        using var reader = log.OpenReader(CompactLog.FirstPosition + 16);
        Assert.Throws<CompactLogCorruptException>(() => reader.TryRead(out _, out _, out _));
    }
}
