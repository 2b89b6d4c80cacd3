using Aggregator.Core.Transport.Kafka;
using Confluent.Kafka;

namespace Aggregator.Regional.Emit.Kafka;

/// <summary>A flush could not be made durable, or that is not known.</summary>
public sealed class FlushFailedException : IOException
{
    /// <summary>An exception without a message of its own.</summary>
    public FlushFailedException()
    {
    }

    /// <summary>An exception that says what failed.</summary>
    public FlushFailedException(string message)
        : base(message)
    {
    }

    /// <summary>An exception that says what failed, and what told.</summary>
    public FlushFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A flush that a Kafka client could not make durable.</summary>
    public FlushFailedException(string step, KafkaException failure)
        : base($"the flush failed at {step} ({failure.Error.Code}: {failure.Error.Reason}){Remedy(failure)}", failure)
    {
    }

    private static string Remedy(KafkaException failure) => failure.Error.Code switch
    {
        ErrorCode.TopicAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.GroupAuthorizationFailed =>
            "; grant the user of kafka.sasl the right",
        ErrorCode.MsgSizeTooLarge => "; raise the topic's max.message.bytes to 1 MB at least",
        ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch or ErrorCode.FencedInstanceId =>
            "; if this comes back, another process runs under this worker's name: give each its own (--worker)",
        _ => KafkaErrors.Classify(failure) == TransactionFailure.Retry ? "; look at the brokers" : "",
    };
}
