using Aggregator.Configuration;
using Aggregator.Regional.Options;
using Aggregator.Standalone;
using Xunit;

namespace Aggregator.Tests.Standalone;

public sealed class RecentLogsCostTests : IDisposable
{
    private const long NowMs = 1_768_485_600_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-recent-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_first_recent_file_settles_it_without_a_look_at_the_others()
    {
        var log = $$"""{"__time__":{{NowMs / 1000}},"Ext5":"{{new string('x', 900)}}"}""";
        for (var i = 0; i < 50; i++) File.WriteAllLines(Path.Combine(_folder, $"{i}.jsonl"), Enumerable.Repeat(log, 100));
        var options = new AggregatorOptions { Region = "r", Sources = [new SourceOptions { File = Path.Combine(_folder, "*.jsonl") }] };

        Assert.False(RecentLogs.AreNotExpected(options, NowMs)); // warm
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(RecentLogs.AreNotExpected(options, NowMs));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 500_000);
    }
}
