namespace Aggregator.Regional.Ingest;

/// <summary>Takes one message of a source. <paramref name="message"/> is valid during the call only.</summary>
/// <param name="partition">Where it comes from.</param>
/// <param name="message">The bytes, without line end; what was read of it when <paramref name="tooLong"/>.</param>
/// <param name="position">The message's own position in the partition.</param>
/// <param name="tooLong">The message was longer than <c>max_line</c>, so the rest was skipped.</param>
public delegate void LogReceiver(SourcePartition partition, ReadOnlySpan<byte> message, long position, bool tooLong);
