namespace Aggregator.Core.Transport.Kafka;

/// <summary>A cluster does not answer, or not as the configuration needs. The message names cluster or topic, and the remedy.</summary>
public sealed class KafkaClusterException : Exception
{
    /// <summary>An exception without a message of its own.</summary>
    public KafkaClusterException()
    {
    }

    /// <summary>An exception that says what is wrong and what to do.</summary>
    public KafkaClusterException(string message)
        : base(message)
    {
    }

    /// <summary>An exception that says what is wrong and what to do, and what told.</summary>
    public KafkaClusterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>True when waiting may help: brokers are away. False when an operator must change something.</summary>
    public bool IsTransient { get; init; }
}
