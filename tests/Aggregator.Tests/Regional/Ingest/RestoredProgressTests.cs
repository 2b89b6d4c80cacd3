using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Ingest;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

public sealed class RestoredProgressTests
{
    private const long FlushedMs = 1_768_484_243_000;

    [Fact]
    public void What_no_source_claims_is_told_as_ended_with_its_position_and_watermark()
    {
        var restored = Restored(Progress("a", SourceStates.Idle | SourceStates.AtEnd), Progress("b"));
        restored.Claim(new("file", "b", 0));
        var expected = Progress("a", SourceStates.Ended | SourceStates.AtEnd) with
        {
            From = 7,
            Messages = 0,
            Logs = 0,
            AbsentSinceMs = FlushedMs,
        };
        Assert.Equal(expected, Assert.Single(Flush(restored, FlushedMs + 1)));
        Assert.Equal(expected, Assert.Single(Flush(restored, FlushedMs + 2)));
    }

    [Fact]
    public void It_is_forgotten_a_day_after_a_source_last_read_it_whichever_run_that_was()
    {
        var sinceMs = FlushedMs - RestoredProgress.ForgetAfterMs + 1000;
        var restored = Restored(Progress("a") with { AbsentSinceMs = sinceMs });
        Assert.Equal(sinceMs, Assert.Single(Flush(restored, FlushedMs + 1000)).AbsentSinceMs);
        Assert.Empty(Flush(restored, FlushedMs + 1001));
    }

    [Fact]
    public void The_centre_hears_of_an_end_before_it_is_forgotten()
    {
        var restored = Restored(Progress("a"));
        var longAfterMs = FlushedMs + 10 * RestoredProgress.ForgetAfterMs;
        Assert.Single(restored.Absent(longAfterMs)); // a flush that is not durable yet
        Assert.Single(Flush(restored, longAfterMs));
        Assert.Empty(Flush(restored, longAfterMs));
    }

    [Fact]
    public void The_oldest_are_forgotten_when_there_are_too_many()
    {
        const int oldest = 5;
        var restored = Restored([.. Enumerable.Range(0, RestoredProgress.MaxAbsent + oldest)
            .Select(i => Progress($"{i}") with { AbsentSinceMs = FlushedMs - i })]);
        Flush(restored, FlushedMs);
        var kept = Flush(restored, FlushedMs);
        Assert.Equal(RestoredProgress.MaxAbsent, kept.Count);
        Assert.Equal(FlushedMs - RestoredProgress.MaxAbsent + 1, kept.Min(progress => progress.AbsentSinceMs));
    }

    [Fact]
    public void Standard_input_of_a_process_before_is_told_as_ended_once()
    {
        var restored = Restored(Progress("x") with { Id = new("stdin", "x", 0) });
        var told = Assert.Single(Flush(restored, FlushedMs));
        Assert.Equal((7, SourceStates.Ended, 0), (told.Next, told.States, told.AbsentSinceMs));
        Assert.Empty(Flush(restored, FlushedMs));
    }

    private static RestoredProgress Restored(params SourceProgress[] sources) => new(new LastFlush(1, FlushedMs, sources));

    private static SourceProgress Progress(string topic, SourceStates states = SourceStates.None) =>
        new(new("file", topic, 0), 1, 3, 7, 2, 2, 0, 0, 5000, 10_000, states);

    private static List<SourceProgress> Flush(RestoredProgress restored, long nowMs)
    {
        var partitions = restored.Absent(nowMs).ToList();
        List<SourceProgress> told = [.. partitions.Select(partition => partition.ToProgress())];
        foreach (var partition in partitions) partition.Flushed();
        return told;
    }
}
