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
    public void A_followed_file_is_old_when_no_log_that_will_count_is_younger_than_a_minute(bool areOld, params int[] secondsFromNow)
    {
        var file = Path.Combine(_folder, "a.jsonl");
        File.WriteAllLines(file, secondsFromNow.Select(seconds => $$"""{"__time__":{{NowMs / 1000 + seconds}}}"""));

        Assert.Equal(areOld, RecentLogs.AreNotExpected(With(new SourceOptions { File = file, Follow = true }), NowMs));
    }

    [Fact]
    public void A_file_that_is_read_once_and_standard_input_may_be_old_and_the_generator_is_live()
    {
        var file = Path.Combine(_folder, "a.jsonl");
        File.WriteAllText(file, $$"""{"__time__":{{NowMs / 1000}}}""" + "\n");
        var once = new SourceOptions { File = file, Follow = false };
        var input = new SourceOptions { Stdin = true };
        var generator = new SourceOptions { Generate = new GenerateOptions() };

        Assert.True(RecentLogs.AreNotExpected(With(once, input), NowMs));
        Assert.False(RecentLogs.AreNotExpected(With(once, generator), NowMs));
    }

    private static AggregatorOptions With(params SourceOptions[] sources) => new() { Region = "r", Sources = sources };
}
