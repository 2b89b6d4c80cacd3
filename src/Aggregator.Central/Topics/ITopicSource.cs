namespace Aggregator.Central.Topics;

/// <summary>
/// Where a region's compact topic is read from, message by message: a log of this process, or a Kafka topic. A topic is
/// one or more <i>streams</i>, each with positions that only grow. The merge thread alone calls, except for what says otherwise.
/// </summary>
public interface ITopicSource : IDisposable
{
    /// <summary>
    /// True for a log that one regional job of this same process writes. Then a flush that is followed by a whole one was
    /// torn by a crash and stays so, and what is in the topic at a stop is merged before the end.
    /// </summary>
    bool IsEmbedded { get; }

    /// <summary>Begins to read, each stream where it stood before; streams without a position from the first message kept.</summary>
    /// <param name="positions">Positions of before by stream, also of other regions' streams.</param>
    /// <returns>The streams that a position was taken of, by name.</returns>
    /// <exception cref="IOException">An embedded log was truncated past its position, or is another one.</exception>
    IReadOnlyDictionary<string, StreamPosition> Open(IReadOnlyDictionary<string, StreamPosition> positions);

    /// <summary>The next of any stream; <see cref="SourceItemKind.Nothing"/> when there is nothing yet. Never waits for a broker.</summary>
    /// <exception cref="IOException">An embedded log's files are damaged.</exception>
    SourceItem Read();

    /// <summary>
    /// The saved state covers everything before <paramref name="position"/>, where the last whole flush of the stream begins.
    /// </summary>
    void Release(string stream, long position);

    /// <summary>How an operator names a message of a stream.</summary>
    string NameOf(string stream, long position);

    /// <summary>What an operator can do about a message that cannot be read: one sentence.</summary>
    string RemedyFor(string stream, long position);
}

/// <summary>What a source gave.</summary>
/// <param name="Kind">What.</param>
/// <param name="Stream">Of which stream.</param>
/// <param name="Position">The message's position; otherwise where the stream stood before.</param>
/// <param name="Next">Where the stream goes on.</param>
/// <param name="Bytes">The message, in memory of its own; empty for a message without content.</param>
public readonly record struct SourceItem(SourceItemKind Kind, string Stream, long Position, long Next, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>There is nothing to read at the moment.</summary>
    public static SourceItem Nothing { get; } = new(SourceItemKind.Nothing, "", 0, 0, default);
}

/// <summary>The kinds of <see cref="SourceItem"/>.</summary>
public enum SourceItemKind
{
    /// <summary>There is nothing to read at the moment.</summary>
    Nothing = 0,

    /// <summary>A message.</summary>
    Message,

    /// <summary>The stream's present end is reached: nothing that can be read is left before the position.</summary>
    End,

    /// <summary>What was between the positions is kept no longer: it can never be read.</summary>
    Expired,

    /// <summary>The stream ends before the position: it was made anew or cut off, and is read from what it begins with now.</summary>
    Replaced,
}
