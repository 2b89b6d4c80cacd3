using Aggregator.Core.Wire;

namespace Aggregator.Central.Topics;

/// <summary>What the centre does next with a topic: merge a flush, or go on behind something. It is journaled before it shows.</summary>
/// <param name="Stream">The stream it was read from.</param>
/// <param name="Position">How far the stream is merged with it.</param>
public abstract record TopicRead(string Stream, StreamPosition Position);

/// <summary>A whole flush.</summary>
/// <param name="Stream">The stream it was read from.</param>
/// <param name="Position">How far the stream is merged with it.</param>
/// <param name="Flush">The flush.</param>
/// <param name="Chunks">Its chunks as they were on the wire, in order.</param>
public sealed record WholeFlush(string Stream, StreamPosition Position, Flush Flush, IReadOnlyList<ReadOnlyMemory<byte>> Chunks)
    : TopicRead(Stream, Position);

/// <summary>Messages that are not merged and never will be.</summary>
/// <param name="Stream">The stream they were, or should have been, in.</param>
/// <param name="Position">Where the stream goes on.</param>
/// <param name="Region">Source region.</param>
/// <param name="Reason">Why.</param>
/// <param name="From">The first of them.</param>
/// <param name="Next">Position after the last; for <see cref="PassReason.Replaced"/> where the stream goes on.</param>
public sealed record PassedOver(string Stream, StreamPosition Position, string Region, PassReason Reason, long From, long Next)
    : TopicRead(Stream, Position);

/// <summary>Why messages of a compact topic are passed over. The numbers are in the journal.</summary>
public enum PassReason : byte
{
    /// <summary>The operator named a batch that cannot be read (<c>central --skip</c>).</summary>
    Skipped = 1,

    /// <summary>The topic kept them no longer before they were read.</summary>
    Expired = 2,

    /// <summary>The topic was made anew or cut off: what stood where reading should go on is not known.</summary>
    Replaced = 3,
}
