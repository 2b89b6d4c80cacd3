using System.Collections.Concurrent;
using Aggregator.PipelineTests.Support;
using Confluent.Kafka;

namespace Aggregator.PipelineTests.Kafka.Conformance;

/// <summary>A consumer of a group on a thread of its own, which polls until it is disposed.</summary>
internal sealed class GroupMember : IAsyncDisposable
{
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Error> _errors = [];
    private readonly IConsumer<string, string> _consumer;
    private readonly Task _polling;
    private volatile IReadOnlyList<int> _partitions = [];
    private volatile IConsumerGroupMetadata? _metadata;
    private int _assignments;

    /// <param name="kafka">The cluster.</param>
    /// <param name="group">The group to join.</param>
    /// <param name="topic">The topic to read.</param>
    /// <param name="instanceId">Makes it a static member.</param>
    /// <param name="sessionMs">Its session timeout; a long one unless given.</param>
    public GroupMember(KafkaBackend kafka, string group, string topic, string? instanceId = null, int? sessionMs = null)
    {
        _consumer = kafka.Consumer(
            group,
            config => (config.GroupInstanceId, config.AutoOffsetReset, config.SessionTimeoutMs) = (instanceId, AutoOffsetReset.Earliest, sessionMs ?? config.SessionTimeoutMs),
            builder => builder
                .SetErrorHandler((_, error) => _errors.Enqueue(error))
                .SetPartitionsAssignedHandler((_, partitions) =>
                {
                    _partitions = [.. partitions.Select(p => p.Partition.Value).Order()];
                    Interlocked.Increment(ref _assignments);
                })
                .SetPartitionsRevokedHandler((_, _) => _partitions = [])
                .SetPartitionsLostHandler((_, _) => _partitions = []));
        _consumer.Subscribe(topic);
        _polling = Task.Factory.StartNew(Poll, TaskCreationOptions.LongRunning);
    }

    /// <summary>Its partitions, sorted.</summary>
    public IReadOnlyList<int> Partitions => _partitions;

    /// <summary>How often it was given partitions.</summary>
    public int Assignments => Volatile.Read(ref _assignments);

    /// <summary>What a transactional producer names it by.</summary>
    public IConsumerGroupMetadata Metadata => _metadata ?? throw new InvalidOperationException("It has not polled yet.");

    /// <summary>The consumer, to commit by.</summary>
    public IConsumer<string, string> Consumer => _consumer;

    /// <summary>Waits until it holds so many partitions.</summary>
    public Task AssignedAsync(int count) => Eventually.Async(() => Task.FromResult(_partitions.Count == count && _metadata is not null), held => held);

    /// <summary>Waits for an error that ends it.</summary>
    public Task<Error> FatalErrorAsync() => Eventually.Async(() => Task.FromResult(_errors.FirstOrDefault(e => e.IsFatal))!, error => error is not null)!;

    /// <summary>Closes it: a dynamic member leaves its group, a static one keeps its place.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _polling.WaitAsync(EndTime);
        try
        {
            InTime.Do(_consumer.Close, "The close of a member");
        }
        catch (KafkaException e) when (e.Error.IsFatal)
        {
            // A fenced member has nothing to leave.
        }
        _consumer.DisposeInTime("a member");
        _stop.Dispose();
    }

    private void Poll()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _consumer.Consume(TimeSpan.FromMilliseconds(50));
                if (_partitions.Count > 0) _metadata = _consumer.ConsumerGroupMetadata;
            }
            catch (KafkaException e)
            {
                _errors.Enqueue(e.Error);
                if (e.Error.IsFatal) return;
            }
        }
    }
}
