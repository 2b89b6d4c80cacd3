using System.Text;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Json;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>What parsers and records keep of a log for the logs after it.</summary>
public sealed class KeptMemoryTests
{
    private const string Short = """{"Product":"ecs","Api":"De\u0073cribe"}""";

    [Fact]
    public void A_parser_gives_back_what_a_long_log_needed()
    {
        var (fields, record) = (new LogFields([]), new LogRecord());
        var parser = new IndexedJsonParser(fields);
        var (log, longLog) = (Encoding.UTF8.GetBytes(Short), Encoding.UTF8.GetBytes($$"""{"Product":"\u0065{{new string('c', 5 << 20)}}"}"""));
        Assert.Null(parser.Parse(longLog, record));

        // A record or an index that had kept the long log's arrays would not have to make short ones.
        Assert.True(BytesOf(() => parser.Parse(log, record)) > 0);
        Assert.Equal(0, BytesOf(() => parser.Parse(log, record)));
        Assert.Equal("Describe", Encoding.UTF8.GetString(record.In(log)[LogRecord.Fields.Api]));
        Assert.Null(parser.Parse(longLog, record));
        Assert.Equal((5 << 20) + 1, record.In(longLog)[LogRecord.Fields.Product].Length);
    }

    [Fact]
    public void A_record_gives_back_the_copies_of_a_long_log()
    {
        var record = new LogRecord();
        Fill(record, 5 << 20);
        Assert.InRange(BytesOf(() => Fill(record, 10)), 1, 1 << 10);
        Assert.Equal(0, BytesOf(() => Fill(record, 10)));
    }

    [Fact]
    public void Sources_with_different_fields_take_turns_with_one_record_without_making_anything()
    {
        var record = new LogRecord();
        record.Clear(20);
        record.Set(9, "left over"u8);
        Assert.Equal(0, BytesOf(() =>
        {
            record.Clear(10);
            record.Clear(20);
        }));
        Assert.False(record.Has(9));
    }

    private static void Fill(LogRecord record, int bytes)
    {
        record.Clear(1);
        record.Reserve(bytes);
        record.Commit(0, bytes);
    }

    private static long BytesOf(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
