using Aggregator.Core.Transport.Kafka;
using Confluent.Kafka;

namespace Aggregator.Regional.Emit.Kafka;

/// <summary>
/// The time that the steps of one flush have together. A call that the client wants made again is made again, unchanged:
/// its effect may have happened already, which aborting would not undo.
/// </summary>
internal sealed class Attempts(TimeSpan limit, TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();

    /// <summary>Time that has passed.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_begun);

    /// <summary>Makes a call until it succeeds, fails for good, or the time is up; it gets the time that is left.</summary>
    /// <exception cref="KafkaException">It failed for good, or the time is up.</exception>
    public void Call(Action<TimeSpan> call)
    {
        while (true)
        {
            try
            {
                call(Left());
                return;
            }
            catch (KafkaException e) when (KafkaErrors.Classify(e) == TransactionFailure.Retry && Elapsed < limit)
            {
                // Some failures are told at once: not faster than the brokers can mend them.
                Thread.Sleep(Pause);
            }
        }
    }

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>At least a little, so that the last call has a chance to hear the answer.</summary>
    private TimeSpan Left() => limit - Elapsed is var left && left > Pause ? left : Pause;
}
