using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Pipeline;

/// <summary>What a log costs on its way into its group.</summary>
public sealed class RecordPathTests
{
    private static readonly FilterOptions[] Filters =
    [
        new() { Name = "warmup", Drop = new() { Field = "Domain", EqualTo = "popwarmup.aliyuncs.com" } },
        new() { Name = "stage", Keep = new() { Field = "Ext5.stage", In = ["RELEASE"] } },
        new() { Name = "request", Drop = new() { Field = "RequestContent.RegionId", Prefix = "us-" } },
    ];

    [Fact]
    public void A_log_of_a_known_group_allocates_nothing()
    {
        var generator = new LogGenerator(new GenerateOptions { Damaged = 0.05, Regions = ["cn-hangzhou", "us-east-1"] }, "", RandomLog.NowMs);
        byte[][] logs = [.. Enumerable.Range(0, 5_000).Select(number => generator.Write(number).ToArray())];
        var fields = new LogFields(FilterSet.PathsOf(Filters));
        var engine = new RegionalEngine(
            new RegionalEngineOptions("r", "0", 1, new WindowOptions(), new MeasureOptions()), RandomTables.Enrichment, null);
        var receiver = engine.ReceiverFor(LogParsers.Create(new SourceOptions(), fields), new FilterSet(Filters, fields));
        var partition = new SourcePartition(new SourceId("memory", "t", 0), 1, 0, 5_000);

        // A group makes its histogram at its third latency.
        for (var warmUp = 0; warmUp < 3; warmUp++) Pass();
        var groups = engine.Groups;
        // A collection that another test causes in between moves the count by a few bytes; what we allocate, every pass does.
        var allocated = Enumerable.Range(0, 3).Min(_ => AllocatedByPass());

        Assert.Equal(0, allocated);
        Assert.InRange(groups, 1_000, 4_500);
        Assert.Equal(groups, engine.Groups);
        Assert.Equal(30_000, partition.Logs);

        long AllocatedByPass()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Pass();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Pass()
        {
            foreach (var log in logs) receiver.Take(partition, log, new LogArrival(0, RandomLog.NowMs + 60_000));
        }
    }
}
