using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Tests.Regional.Files;
using Xunit;

namespace Aggregator.Tests.Core.Dimensions.Database;

/// <summary>The first reading of a table, and what stands in for it.</summary>
public sealed class TableStartTests
{
    private readonly ManualTime _time = new();
    private readonly RecordingLogger _logger = new();

    [Fact]
    public void Begins_with_the_database()
    {
        var (first, start) = Load(() => Reading("new", 0), () => Reading("old", 3600));
        Assert.Equal("new", first.Table);
        Assert.Equal((first.Facts, 1, 0), (start.Status.Facts, start.Status.Refreshes, start.Status.Failures));
        Assert.Null(start.Problem);
        Assert.Empty(_logger.Warnings);
    }

    [Fact]
    public void Begins_with_the_copy_when_the_database_fails_and_says_how_old_it_is()
    {
        var (first, start) = Load(() => throw new TimeoutException("slow"), () => Reading("old", 93_784));
        Assert.Equal("old", first.Table);
        Assert.Equal((first.Facts, 1, 1), (start.Status.Facts, start.Status.Refreshes, start.Status.Failures));
        Assert.Equal("it is slow; wait", start.Problem);
        Assert.Equal(
            ["The table of apis cannot be read from the database: it is slow; wait. The job starts with the copy of an earlier run, which is 1.02:03:04 old and has 3 rows, and tries again until it works."],
            _logger.Warnings);
    }

    [Fact]
    public void Begins_with_the_database_although_its_copy_cannot_be_written_and_says_so()
    {
        var reading = Reading("new", 0);
        var (first, start) = Load(() => reading with { Facts = reading.Facts with { CopyFailure = new IOException("full") } }, () => null);
        Assert.Equal("new", first.Table);
        Assert.Equal((1, 0, 1), (start.Status.Refreshes, start.Status.Failures, start.Status.CopyFailures));
        Assert.Equal(
            ["The table of apis is in use as the database has it, but it is full; wait. Until then, a start without the database begins with an older copy, or not at all."],
            _logger.Warnings);
    }

    [Fact]
    public void Refuses_to_begin_without_either()
    {
        var failure = Assert.Throws<DatabaseException>(() => Load(() => throw new TimeoutException("slow"), () => null));
        Assert.Equal(
            "The table of apis cannot be loaded: it is slow; wait. There is no copy of an earlier run. Nothing is begun without it: mend that and start again.",
            failure.Message);
    }

    [Fact]
    public void Refuses_to_begin_with_a_copy_that_cannot_be_read()
    {
        var failure = Assert.Throws<DatabaseException>(
            () => Load(() => throw new TimeoutException("slow"), () => throw new DimensionException("apis.csv", 7, "a quote is not closed; close it")));
        Assert.Contains("it is slow; wait. Nor can the copy of an earlier run (apis.csv:7: a quote is not closed; close it).", failure.Message, StringComparison.Ordinal);
    }

    private (TableReading<string> First, TableStart Start) Load(Func<TableReading<string>> read, Func<TableReading<string>?> readCopy) =>
        TableStart.Load("apis", read, readCopy, failure => $"it is {failure.Message}; wait", _time, _logger);

    private TableReading<string> Reading(string table, long ageSeconds) => new(table, new TableFacts(3, 0, _time.GetUtcNow().AddSeconds(-ageSeconds)));
}
