using Aggregator.Core.Transport.Kafka;
using Confluent.Kafka;
using Xunit;

namespace Aggregator.Tests.Core.Transport.Kafka;

/// <summary>Every failure class that was found by experiment, and every code in it.</summary>
public sealed class KafkaErrorsTests
{
    [Theory]
    [InlineData(ErrorCode.Local_QueueFull)]
    [InlineData(ErrorCode.Local_TimedOut)]
    [InlineData(ErrorCode.Local_Transport)]
    [InlineData(ErrorCode.Local_AllBrokersDown)]
    [InlineData(ErrorCode.Local_Resolve)]
    [InlineData(ErrorCode.Local_WaitCoord)]
    [InlineData(ErrorCode.Local_Retry)]
    [InlineData(ErrorCode.Local_InProgress)]
    [InlineData(ErrorCode.NotEnoughReplicas)]
    [InlineData(ErrorCode.NotEnoughReplicasAfterAppend)]
    [InlineData(ErrorCode.NotLeaderForPartition)]
    [InlineData(ErrorCode.LeaderNotAvailable)]
    [InlineData(ErrorCode.BrokerNotAvailable)]
    [InlineData(ErrorCode.ReplicaNotAvailable)]
    [InlineData(ErrorCode.NetworkException)]
    [InlineData(ErrorCode.RequestTimedOut)]
    [InlineData(ErrorCode.NotCoordinatorForGroup)]
    [InlineData(ErrorCode.GroupCoordinatorNotAvailable)]
    [InlineData(ErrorCode.GroupLoadInProgress)]
    [InlineData(ErrorCode.ConcurrentTransactions)]
    [InlineData(ErrorCode.UnstableOffsetCommit)]
    [InlineData(ErrorCode.ThrottlingQuotaExceeded)]
    public void What_brokers_get_over_is_tried_again(ErrorCode code) => Assert.Equal(TransactionFailure.Retry, KafkaErrors.Classify(new Error(code)));

    [Theory]
    [InlineData(ErrorCode.IllegalGeneration)]
    [InlineData(ErrorCode.UnknownMemberId)]
    [InlineData(ErrorCode.RebalanceInProgress)]
    [InlineData(ErrorCode.MemberIdRequired)]
    [InlineData(ErrorCode.FencedInstanceId)]
    [InlineData(ErrorCode.Local_AssignmentLost)]
    [InlineData(ErrorCode.Local_MaxPollExceeded)]
    [InlineData(ErrorCode.UnknownProducerId)]
    [InlineData(ErrorCode.InvalidProducerIdMapping)]
    [InlineData(ErrorCode.OutOfOrderSequenceNumber)]
    [InlineData(ErrorCode.Local_MsgTimedOut)]
    [InlineData(ErrorCode.Local_PurgeQueue)]
    [InlineData(ErrorCode.Local_PurgeInflight)]
    [InlineData(ErrorCode.Local_Inconsistent)]
    [InlineData(ErrorCode.TopicAuthorizationFailed)]
    [InlineData(ErrorCode.GroupAuthorizationFailed)]
    [InlineData(ErrorCode.MsgSizeTooLarge)]
    [InlineData(ErrorCode.RecordListTooLarge)]
    [InlineData(ErrorCode.InvalidRecord)]
    [InlineData(ErrorCode.InvalidMsg)]
    [InlineData(ErrorCode.PolicyViolation)]
    [InlineData(ErrorCode.UnknownTopicOrPart)]
    [InlineData(ErrorCode.Local_UnknownTopic)]
    [InlineData(ErrorCode.Local_UnknownPartition)]
    public void What_this_transaction_cannot_get_over_aborts_it(ErrorCode code) =>
        Assert.Equal(TransactionFailure.Abort, KafkaErrors.Classify(new Error(code)));

    [Theory]
    [InlineData(ErrorCode.ProducerFenced)]
    [InlineData(ErrorCode.InvalidProducerEpoch)]
    [InlineData(ErrorCode.InvalidTxnState)]
    [InlineData(ErrorCode.TransactionalIdAuthorizationFailed)]
    [InlineData(ErrorCode.TransactionCoordinatorFenced)]
    [InlineData(ErrorCode.Local_Fenced)]
    [InlineData(ErrorCode.Local_Fatal)]
    [InlineData(ErrorCode.Local_State)]
    [InlineData(ErrorCode.Unknown)]
    [InlineData((ErrorCode)32_000)]
    public void A_fenced_producer_and_what_nobody_knows_start_anew(ErrorCode code) =>
        Assert.Equal(TransactionFailure.Restart, KafkaErrors.Classify(new Error(code)));

    // The library knows more than the code says: the same code is retriable in a commit and abortable in a delivery.
    [Fact]
    public void The_clients_own_verdict_comes_before_the_code()
    {
        // Local_Fatal is fatal whoever says it.
        var codes = Enum.GetValues<ErrorCode>().Where(code => code != ErrorCode.Local_Fatal);
        Assert.All(codes, code =>
        {
            Assert.Equal(TransactionFailure.Retry, KafkaErrors.Classify(new KafkaRetriableException(new Error(code))));
            Assert.Equal(TransactionFailure.Abort, KafkaErrors.Classify(new KafkaTxnRequiresAbortException(new Error(code))));
            Assert.Equal(TransactionFailure.Restart, KafkaErrors.Classify(new KafkaException(new Error(code, "", isFatal: true))));
            Assert.Equal(TransactionFailure.Restart, KafkaErrors.Classify(new Error(code, "", isFatal: true)));
            Assert.Equal(KafkaErrors.Classify(new Error(code)), KafkaErrors.Classify(new KafkaException(new Error(code))));
        });
    }
}
