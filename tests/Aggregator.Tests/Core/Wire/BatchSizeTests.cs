using Aggregator.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Core.Wire;

public sealed class BatchSizeTests
{
    [Fact]
    public void A_row_of_a_busy_region_takes_at_most_18_bytes_before_compression()
    {
        var flush = RealisticFlush.Create(logs: 50_000);
        Assert.InRange(flush.Rows.Average(row => row.Measures.Count), 1, 3);

        var bytes = BatchWriter.Write(flush).Sum(batch => (double)batch.Length);
        Assert.InRange(bytes / flush.Rows.Count, 5, 18);
    }

    [Fact]
    public void A_heartbeat_of_64_partitions_takes_at_most_three_kilobytes()
    {
        var flush = RealisticFlush.Create(logs: 0);
        var sources = Enumerable.Range(0, 64).Select(i => flush.Sources[0] with { Id = flush.Sources[0].Id with { Partition = i } });
        Assert.InRange(Assert.Single(BatchWriter.Write(flush with { Sources = [.. sources] })).Length, 64, 3_000);
    }
}
