namespace Aggregator.Regional.Ingest;

/// <summary>Takes one log of a source. <paramref name="log"/> is valid during the call only.</summary>
/// <param name="partition">Where it comes from.</param>
/// <param name="log">The bytes, without line end; what was read of it when <see cref="LogArrival.Damage"/> says so.</param>
/// <param name="arrival">What the source knows of it.</param>
public delegate void LogReceiver(SourcePartition partition, ReadOnlySpan<byte> log, in LogArrival arrival);

/// <summary>What a source knows of a log besides its bytes.</summary>
/// <param name="Position">Position in the partition of the message that holds the log.</param>
/// <param name="ArrivedMs">
/// Wall time at which the log came, in ms since the Unix epoch: the Kafka record's timestamp (but never later than now); now
/// for other sources. Whether its event time is in the future or too old is judged by it.
/// </param>
/// <param name="Damage">
/// Why the source could not hand over a whole log (a constant of <see cref="MalformedReasons"/>); null when it could.
/// </param>
public readonly record struct LogArrival(long Position, long ArrivedMs, string? Damage = null)
{
    /// <summary>A line that is too long has this damage, any other none.</summary>
    public static string? DamageOf(bool tooLong) => tooLong ? MalformedReasons.TooLong : null;
}
