using Confluent.Kafka;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>Sorts the failures of transactional calls. One place, so that no caller guesses from an error code.</summary>
public static class KafkaErrors
{
    /// <summary>
    /// What to do after <paramref name="failure"/>, thrown by <c>InitTransactions</c>, <c>Produce</c>,
    /// <c>SendOffsetsToTransaction</c>, <c>CommitTransaction</c>, <c>AbortTransaction</c> or a synchronous <c>Commit</c>.
    /// The client's own verdict comes first; its codes decide where it gives none.
    /// </summary>
    public static TransactionFailure Classify(KafkaException failure) => failure switch
    {
        { Error.IsFatal: true } => TransactionFailure.Restart,
        KafkaRetriableException => TransactionFailure.Retry,
        KafkaTxnRequiresAbortException => TransactionFailure.Abort,
        _ => Classify(failure.Error),
    };

    /// <summary>
    /// What to do after an error of which the client says nothing more. An unknown code is
    /// <see cref="TransactionFailure.Restart"/>: reading again from the committed offsets is always right.
    /// </summary>
    public static TransactionFailure Classify(Error error)
    {
        if (error.IsFatal) return TransactionFailure.Restart;
        return error.Code switch
        {
            // The queue is full: the call had no effect. Serve delivery reports, then produce again.
            ErrorCode.Local_QueueFull => TransactionFailure.Retry,

            // Brokers are away, moving or starting.
            ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve
                or ErrorCode.Local_WaitCoord or ErrorCode.Local_Retry or ErrorCode.Local_InProgress => TransactionFailure.Retry,
            ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend or ErrorCode.NotLeaderForPartition
                or ErrorCode.LeaderNotAvailable or ErrorCode.BrokerNotAvailable or ErrorCode.ReplicaNotAvailable
                or ErrorCode.NetworkException or ErrorCode.RequestTimedOut => TransactionFailure.Retry,
            ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.GroupLoadInProgress
                or ErrorCode.ConcurrentTransactions or ErrorCode.UnstableOffsetCommit or ErrorCode.ThrottlingQuotaExceeded => TransactionFailure.Retry,

            // This member no longer owns what it gathered.
            ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.RebalanceInProgress or ErrorCode.MemberIdRequired
                or ErrorCode.FencedInstanceId or ErrorCode.Local_AssignmentLost or ErrorCode.Local_MaxPollExceeded => TransactionFailure.Abort,

            // The broker forgot the producer's id, or a message of it is lost.
            ErrorCode.UnknownProducerId or ErrorCode.InvalidProducerIdMapping or ErrorCode.OutOfOrderSequenceNumber => TransactionFailure.Abort,
            ErrorCode.Local_MsgTimedOut or ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight or ErrorCode.Local_Inconsistent => TransactionFailure.Abort,

            // Refused for good: waits for an operator, who may grant, create or raise something.
            ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge
                or ErrorCode.InvalidRecord or ErrorCode.InvalidMsg or ErrorCode.PolicyViolation or ErrorCode.UnknownTopicOrPart
                or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition => TransactionFailure.Abort,

            // Fenced by a successor (ProducerFenced, InvalidProducerEpoch, Local_Fenced), out of step with the
            // coordinator (InvalidTxnState, Local_State), or not known here.
            _ => TransactionFailure.Restart,
        };
    }
}
