using Aggregator.Core.Transport.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Topics;

/// <summary>
/// Sends messages of logs to a topic and counts what the brokers acknowledged. Idempotent: nothing is doubled or reordered
/// by a retry. Brokers that are away are waited for; a full queue holds the sender back. Its sender is one thread.
/// </summary>
internal sealed class LogProducer : IDisposable
{
    private static readonly TimeSpan WaitForRoom = TimeSpan.FromMilliseconds(100);

    private readonly string _topic;
    private readonly IProducer<Null, byte[]> _producer;
    private readonly Action<DeliveryReport<Null, byte[]>> _takeWholeMessage;
    private readonly int _logsPerMessage;
    private long _acknowledgedMessages;
    private long _acknowledgedLogs;
    private long _acknowledgedBytes;
    private string? _failure;
    private string? _trouble;

    /// <summary>A producer for messages that mostly have <paramref name="logsPerMessage"/> logs.</summary>
    /// <exception cref="IOException">A file of a secret cannot be read.</exception>
    public LogProducer(KafkaTopic topic, int logsPerMessage, string clientId)
    {
        _topic = topic.Name;
        _logsPerMessage = logsPerMessage;
        _takeWholeMessage = ReceiverFor(logsPerMessage);
        var config = KafkaClients.ProducerConfigOf(topic.Cluster, clientId, transactionalId: null, topic.Producer);
        // 0 is for ever: brokers that are away are waited for, as a shipper would, and what is generated meanwhile waits too.
        config.MessageTimeoutMs = 0;
        _producer = new ProducerBuilder<Null, byte[]>(config)
            .LogTo(NullLogger.Instance)
            .SetErrorHandler((_, error) =>
            {
                if (error.IsFatal) Fail(error);
                else Volatile.Write(ref _trouble, error.Reason);
            })
            .Build();
    }

    /// <summary>Messages that were handed to <see cref="Send"/>.</summary>
    public long SentMessages { get; private set; }

    /// <summary>Messages that the brokers have.</summary>
    public long AcknowledgedMessages => Interlocked.Read(ref _acknowledgedMessages);

    /// <summary>Logs in them.</summary>
    public long AcknowledgedLogs => Interlocked.Read(ref _acknowledgedLogs);

    /// <summary>Bytes of them, uncompressed.</summary>
    public long AcknowledgedBytes => Interlocked.Read(ref _acknowledgedBytes);

    /// <summary>Why a message could not be delivered at all; null while none was refused. Sending more makes no sense then.</summary>
    public string? Failure => Volatile.Read(ref _failure);

    /// <summary>The newest reason to wait for brokers, such as why one cannot be reached; null when there was none.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <summary>Hands a message over; waits while the queue is full, until <paramref name="stop"/>.</summary>
    /// <returns>False when it was not handed over, because of a stop or a failure.</returns>
    public bool Send(int partition, byte[] value, int logs, long timestampMs, CancellationToken stop)
    {
        var message = new Message<Null, byte[]> { Value = value, Timestamp = new Timestamp(timestampMs, TimestampType.CreateTime) };
        var target = new TopicPartition(_topic, partition);
        var receiver = logs == _logsPerMessage ? _takeWholeMessage : ReceiverFor(logs);
        while (!stop.IsCancellationRequested && Failure is null)
        {
            try
            {
                _producer.Produce(target, message, receiver);
                SentMessages++;
                return true;
            }
            catch (ProduceException<Null, byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(WaitForRoom);
            }
            catch (ProduceException<Null, byte[]> e)
            {
                Fail(e.Error);
            }
        }
        return false;
    }

    /// <summary>Waits until everything is acknowledged or refused.</summary>
    /// <param name="grace">How long, once <paramref name="stop"/> is set.</param>
    /// <param name="stop">Begins the grace.</param>
    public void Flush(TimeSpan grace, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && _producer.Flush(WaitForRoom) > 0)
        {
            // The next wait hears of a stop.
        }
        if (stop.IsCancellationRequested) _producer.Flush(grace);
    }

    /// <inheritdoc/>
    public void Dispose() => _producer.Dispose();

    private Action<DeliveryReport<Null, byte[]>> ReceiverFor(int logs) => report =>
    {
        if (report.Error.IsError)
        {
            Fail(report.Error);
            return;
        }
        Interlocked.Increment(ref _acknowledgedMessages);
        Interlocked.Add(ref _acknowledgedLogs, logs);
        Interlocked.Add(ref _acknowledgedBytes, report.Message.Value.Length);
    };

    private void Fail(Error error) => Interlocked.CompareExchange(ref _failure, $"{error.Reason} ({error.Code})", null);
}
