namespace Aggregator.Core.Transport.Kafka;

/// <summary>What to do after a call of a transaction, or of a commit of offsets, has failed.</summary>
public enum TransactionFailure
{
    /// <summary>
    /// Nothing is decided yet: make the same call again, up to a deadline of the caller's, and take it for
    /// <see cref="Restart"/> after that. Never abort instead: a commit whose answer was lost may have happened.
    /// </summary>
    Retry,

    /// <summary>
    /// The transaction cannot commit: abort it, then drop everything gathered since the last commit and read it again
    /// from the committed offsets, with new clients. Never send the same partials again: after an error of the group
    /// another worker may already own their logs.
    /// </summary>
    Abort,

    /// <summary>This producer is done for: no abort, drop everything, new clients, read again from the committed offsets.</summary>
    Restart,
}
