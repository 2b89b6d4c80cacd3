using System.Text;
using System.Text.Json;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Tests.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Regional.Emit;

public sealed class JsonBatchTests
{
    [Fact]
    public void A_row_names_its_region_and_worker_before_the_original_columns()
    {
        var measures = new PartialAggregate();
        measures.Add(1500, slow: true, throttled: false);
        var key = new GroupKey(1_768_484_240_000, "ecs", "RunInstances", "2014-05-26", "1001", "cn-shanghai", "gw-a", 503, "Throttling", "cn-beijing");

        Assert.Equal(
            """{"region":"cn-hangzhou","worker":"w1","window_start":1768484240,"product":"ecs","api":"RunInstances","version":"2014-05-26","caller_uid":"1001","region_id":"cn-shanghai","app_group":"gw-a","gc_level":"GC7","http_code":503,"error_code":"Throttling","biz_region_id":"cn-beijing","qps":1,"rt_count":1,"rt_sum":1500,"rt_mean":1500,"rt_max":1500,"slow1s_count":1,"http_2xx":0,"http_5xx":1,"http_503":1,"throttled":0}""" + "\n",
            Assert.Single(Texts(Flush([new Row(key, TenantLevel.Known("GC7"), measures)]))));
    }

    [Fact]
    public void A_heartbeat_is_no_message() => Assert.Empty(JsonBatch.Write(Flush([])));

    [Theory]
    [InlineData(512 * 1024)]
    [InlineData(4096)]
    [InlineData(1000)]
    public void Messages_hold_every_row_once_in_order_and_are_no_longer_than_allowed(int maxBytes)
    {
        var flush = RealisticFlush.Create(3000);
        var messages = JsonBatch.Write(flush, maxBytes).ToList();

        Assert.All(messages, message => Assert.InRange(message.Length, 1, maxBytes));
        var longest = messages.SelectMany(message => Encoding.UTF8.GetString(message).TrimEnd('\n').Split('\n')).Max(Encoding.UTF8.GetByteCount) + 1;
        Assert.All(messages.SkipLast(1), message => Assert.True(message.Length > maxBytes - longest, "A message that is not the last has room for another row."));
        Assert.Equal(
            flush.Rows.Select(row => (row.Key.CallerUid, row.Key.Api, row.Measures.Count)),
            messages.SelectMany(message => Encoding.UTF8.GetString(message).TrimEnd('\n').Split('\n')).Select(Columns));
    }

    [Fact]
    public void A_row_longer_than_a_message_may_be_is_one_of_its_own()
    {
        var flush = RealisticFlush.Create(5);

        Assert.Equal(flush.Rows.Count, JsonBatch.Write(flush, maxMessageBytes: 1).Count());
    }

    private static (string, string, long) Columns(string line)
    {
        using var json = JsonDocument.Parse(line);
        return (json.RootElement.GetProperty("caller_uid").GetString()!, json.RootElement.GetProperty("api").GetString()!, json.RootElement.GetProperty("qps").GetInt64());
    }

    private static List<string> Texts(Flush flush) => [.. JsonBatch.Write(flush).Select(message => Encoding.UTF8.GetString(message))];

    private static Flush Flush(IReadOnlyList<Row> rows) => new(
        new FlushId("cn-hangzhou", "w1", 1, 0), 10_000, 1000, 1_768_484_243_250, [.. rows],
        [new SourceProgress(new SourceId("c", "logs", 0), 1, 0, 1, 1, 1, 0, 0, 0, 0, SourceStates.None)], [new OutcomeCount(Outcome.Aggregated, "", rows.Count)]);
}
