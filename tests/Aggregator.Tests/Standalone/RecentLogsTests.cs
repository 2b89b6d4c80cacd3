using Aggregator.Configuration;
using Aggregator.Regional.Options;
using Aggregator.Standalone;
using Xunit;

namespace Aggregator.Tests.Standalone;

public sealed class RecentLogsTests : IDisposable
{
    private const long NowMs = 1_768_485_600_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-recent-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true, -3600)]
    [InlineData(true, -3600, -61)]
    [InlineData(false, -3600, -59)]
    [InlineData(false, -3600, 60)]
    [InlineData(true, -3600, 61)]
    [InlineData(false, 61)]
    [InlineData(false)]
    public void Files_are_old_when_no_log_that_will_count_is_younger_than_a_minute(bool areOld, params int[] secondsFromNow)
    {
        var file = Path.Combine(_folder, "a.jsonl");
        File.WriteAllLines(file, secondsFromNow.Select(seconds => $$"""{"__time__":{{NowMs / 1000 + seconds}}}"""));
        var options = new AggregatorOptions { Region = "r", Sources = [new SourceOptions { File = file, Follow = false }] };

        Assert.Equal(areOld, RecentLogs.AreOnlyOldFiles(options, NowMs));
    }
}
