using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Emit.Kafka;
using Aggregator.Regional.Ingest.Kafka;
using Aggregator.Regional.Telemetry;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Aggregator.Regional;

/// <summary>
/// Runs sessions, one after another: each reads on from the committed offsets. What can fail outside of this process ends a
/// session, never the process; a defect ends both.
/// </summary>
public sealed partial class SessionLoop(
    Func<long, CancellationToken, SessionEnd?> session, KafkaTelemetry telemetry, Backoff backoff, TimeProvider time, ILogger logger)
{
    private readonly RepeatedFailure _starts = new(time);
    private long _epoch;

    /// <summary>Runs until <paramref name="stop"/>.</summary>
    public void Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var begun = time.GetTimestamp();
            var end = RunOne(stop, out var failure);
            telemetry.Unassigned();
            if (end is not { } reason) return;
            telemetry.Rebuilding(reason);
            var lived = time.GetElapsedTime(begun);
            // One that was flushed has got on: no longer wait than for a first failure.
            var wait = failure is null ? Backoff.First : backoff.Next(lived);
            Tell(reason, failure?.TrimEnd('.'), wait, stop.IsCancellationRequested);
            stop.WaitHandle.WaitOne(wait);
        }
    }

    private void Tell(SessionEnd reason, string? failure, TimeSpan wait, bool isStopping)
    {
        var isNewStart = _starts.IsTold(reason == SessionEnd.Start ? failure : null);
        if (failure is null) return;
        if (isStopping) LogUnflushed(logger, failure);
        else if (reason != SessionEnd.Start) LogRebuilding(logger, reason, failure, wait.TotalSeconds);
        else if (isNewStart) LogNotStarted(logger, failure, wait.TotalSeconds);
    }

    /// <summary>One session; null when it was stopped. Without a failure, its last flush is durable.</summary>
    private SessionEnd? RunOne(CancellationToken stop, out string? failure)
    {
        // The clock may have been set back since the last one.
        _epoch = Math.Max(_epoch + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
        telemetry.SessionBegun();
        failure = null;
        try
        {
            return session(_epoch, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or KafkaException or KafkaClusterException)
        {
            failure = e.Message;
            return ReasonOf(e);
        }
    }

    private static SessionEnd ReasonOf(Exception failure) => failure switch
    {
        SourceFailedException source => source.End,
        FlushFailedException => SessionEnd.Flush,
        _ => SessionEnd.Start,
    };

    [LoggerMessage(
        1, LogLevel.Warning,
        "The session ended ({Reason}): {Failure}. What was read since the last flush is dropped and read again by the next session, in {Seconds:F1} s.")]
    private static partial void LogRebuilding(ILogger logger, SessionEnd reason, string failure, double seconds);

    [LoggerMessage(
        3, LogLevel.Warning,
        "The session ended before it could start: {Failure}. It is tried again, next in {Seconds:F1} s.")]
    private static partial void LogNotStarted(ILogger logger, string failure, double seconds);

    [LoggerMessage(
        2, LogLevel.Warning,
        "Stopped without a last flush: {Failure}. Nothing is lost: the next start, or another worker, reads again what was not flushed.")]
    private static partial void LogUnflushed(ILogger logger, string failure);
}
