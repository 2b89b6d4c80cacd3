using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional;
using Aggregator.Regional.Ingest.Kafka;
using Aggregator.Regional.Telemetry;
using Aggregator.Tests.Regional.Files;
using Xunit;

namespace Aggregator.Tests.Regional.Sessions;

/// <summary>What a worker tells of sessions that fail.</summary>
public sealed class SessionLoopTests
{
    [Fact]
    public void A_start_that_fails_again_and_again_is_told_once_and_drops_nothing() =>
        Assert.Equal(
            ["The session ended before it could start: The topic t is not there: create it. It is tried again, next in ? s."],
            Told(() => new KafkaClusterException("The topic t is not there: create it.")), StringComparer.Ordinal);

    [Fact]
    public void A_session_that_drops_what_it_read_is_told_every_time() =>
        Assert.Equal(
            Enumerable.Repeat("The session ended (Lost): gone. What was read since the last flush is dropped and read again by the next session, in ? s.", 3),
            Told(() => new SourceFailedException("gone.") { End = SessionEnd.Lost }), StringComparer.Ordinal);

    [Fact]
    public void A_failure_in_a_row_is_told_first_then_every_tenth_time_and_once_a_minute()
    {
        var time = new ManualTime();
        var row = new RepeatedFailure(time);

        Assert.Equal([1, 11, 21], Enumerable.Range(1, 25).Where(_ => row.IsTold("away")));
        time.Advance(60_000);
        Assert.True(row.IsTold("away"));
        Assert.False(row.IsTold("away"));
        Assert.True(row.IsTold("refused"));
        Assert.False(row.IsTold(null));
        Assert.True(row.IsTold("refused"));
    }

    /// <summary>What is logged of three sessions that fail alike.</summary>
    private static List<string> Told(Func<Exception> failure)
    {
        var lines = new RecordingLogger();
        using var stop = new CancellationTokenSource();
        var sessions = 0;
        var loop = new SessionLoop(
            (_, _) =>
            {
                if (++sessions <= 3) throw failure();
                stop.Cancel();
                return null;
            },
            new KafkaTelemetry(), new Backoff(new Random(1)), TimeProvider.System, lines);
        loop.Run(stop.Token);
        // Without how long the next wait is, which is random.
        return lines.Warnings.ConvertAll(line => string.Concat(line.AsSpan(0, line.LastIndexOf(" in ", StringComparison.Ordinal)), " in ? s."));
    }
}
