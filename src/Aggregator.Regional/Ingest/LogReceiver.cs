namespace Aggregator.Regional.Ingest;

/// <summary>Takes the logs of a source, one after the other. One thread.</summary>
public abstract class LogReceiver
{
    /// <inheritdoc cref="Take"/>
    public delegate void Taker(SourcePartition partition, ReadOnlySpan<byte> log, in LogArrival arrival);

    /// <summary>A receiver that hands every log to <paramref name="take"/>.</summary>
    public static LogReceiver Of(Taker take) => new TakerReceiver(take);

    /// <summary>Takes one log. <paramref name="log"/> is valid during the call only.</summary>
    /// <param name="partition">Where it comes from.</param>
    /// <param name="log">The bytes, without line end; what was read of it when <see cref="LogArrival.Damage"/> says so.</param>
    /// <param name="arrival">What the source knows of it.</param>
    public abstract void Take(SourcePartition partition, ReadOnlySpan<byte> log, in LogArrival arrival);

    /// <summary>
    /// Takes the first of many logs, one a line that ends in LF or CRLF. How its end is found is the parser's matter
    /// (<see cref="ILogParser.ParseFirst"/>).
    /// </summary>
    /// <param name="partition">Where it comes from.</param>
    /// <param name="lines">Begins with the log; valid during the call only.</param>
    /// <param name="endIsLineEnd">A last line without line end is whole.</param>
    /// <param name="arrival">What the source knows of the log.</param>
    /// <returns>Bytes of the log and its line end; 0 when no line ends in these bytes, and nothing was taken.</returns>
    public virtual int TakeFirst(SourcePartition partition, ReadOnlySpan<byte> lines, bool endIsLineEnd, in LogArrival arrival)
    {
        var length = LogLine.First(lines, endIsLineEnd, out var log);
        if (length > 0) Take(partition, log, arrival);
        return length;
    }

    private sealed class TakerReceiver(Taker take) : LogReceiver
    {
        public override void Take(SourcePartition partition, ReadOnlySpan<byte> log, in LogArrival arrival) => take(partition, log, arrival);
    }
}

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
