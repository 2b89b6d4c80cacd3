using Aggregator.PipelineTests.Broker.Faults;
using Aggregator.PipelineTests.Broker.Groups;
using Aggregator.PipelineTests.Broker.Log;
using Aggregator.PipelineTests.Broker.Net;
using Aggregator.PipelineTests.Broker.Requests;
using Aggregator.PipelineTests.Broker.Security;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker;

/// <summary>
/// A Kafka broker for tests: one node, in memory, in this process, that real clients talk to over TCP. It keeps Kafka's promises
/// (order, idempotence, transactions, groups) and can be made to break every other one. Thread-safe. CONTRIBUTING.md says how to use it.
/// </summary>
public sealed class TestBroker : IDisposable
{
    // Far below the shortest timeout that tests ask for.
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(20);

    private readonly BrokerState _state;
    private readonly BrokerListener _listener;
    private readonly RequestTable _requests;
    private readonly TlsServer _tls;
    private readonly FreezeGate _freeze = new();
    private readonly ITimer _timer;
    private volatile bool _running;

    private TestBroker(BrokerOptions options)
    {
        _state = new BrokerState(options);
        Faults = new FaultTable(options.Seed);
        _requests = new RequestTable(_state);
        _tls = new TlsServer(options.Security);
        _listener = new BrokerListener(ServeAsync);
        _state.Port = options.Port;
        Start();
        _timer = TimeProvider.System.CreateTimer(_ => Tick(), null, TickInterval, TickInterval);
    }

    /// <summary>What goes wrong; nothing unless a test says so.</summary>
    public FaultTable Faults { get; }

    /// <summary>The requests that came, by kind.</summary>
    public RequestCounts Requests { get; } = new();

    public int Port => _state.Port;

    /// <summary>For <c>bootstrap.servers</c>.</summary>
    public string Bootstrap => $"{_state.Options.AdvertisedHost}:{Port}";

    /// <summary>The cluster id that clients are told.</summary>
    public string ClusterId => _state.ClusterId;

    /// <summary>Starts a broker.</summary>
    public static TestBroker Start(BrokerOptions? options = null) => new(options ?? new BrokerOptions());

    /// <summary>Listens again, on the same port, with everything that it held before.</summary>
    public void Start()
    {
        lock (_state.Gate)
        {
            foreach (var group in _state.Groups.All) group.RenewSessions();
        }
        _state.Port = _listener.Start(_state.Port);
        _running = true;
    }

    /// <summary>Goes away: connections are reset and new ones refused. Timeouts stand still until it is back.</summary>
    public void Stop()
    {
        _running = false;
        _listener.Stop();
    }

    /// <summary>Resets all connections; clients may connect again.</summary>
    public void DropConnections() => _listener.DropConnections();

    /// <summary>Accepts connections and requests but answers nothing, until <see cref="Thaw"/>. Timeouts stand still.</summary>
    public void Freeze() => _freeze.Freeze();

    /// <summary>Answers everything that waited.</summary>
    public void Thaw()
    {
        lock (_state.Gate)
        {
            foreach (var group in _state.Groups.All) group.RenewSessions();
        }
        _freeze.Thaw();
    }

    /// <summary>Makes a topic.</summary>
    /// <exception cref="ArgumentException">It is there already, or cannot be.</exception>
    public void CreateTopic(string name, int partitions = 1, TopicSettings? settings = null) =>
        Do(topics => topics.Create(name, partitions, settings is null ? null : _ => settings), name);

    /// <summary>Whether there is such a topic.</summary>
    public bool HasTopic(string name)
    {
        lock (_state.Gate) return _state.Topics.Partitions(name) is not null;
    }

    /// <summary>Gives a topic more partitions.</summary>
    public void AddPartitions(string topic, int partitions) => Do(topics => topics.Grow(topic, partitions), topic);

    /// <summary>Deletes a topic, with its records and the offsets committed on it.</summary>
    public void DeleteTopic(string topic) => Do(_ => _state.DeleteTopic(topic), topic);

    /// <summary>Forgets a partition's records before an offset, as retention does.</summary>
    public void Trim(string topic, int partition, long before)
    {
        lock (_state.Gate) Log(topic, partition).Trim(before);
    }

    /// <summary>Takes a partition's leader away, as the loss of its only broker does, or gives it one again.</summary>
    public void SetLeader(string topic, int partition, bool isThere)
    {
        lock (_state.Gate)
        {
            Log(topic, partition).HasLeader = isThere;
            Log(topic, partition).SignalChange();
        }
    }

    /// <summary>Where a partition begins and ends, and how far its committed data goes.</summary>
    public (long Start, long End, long LastStable) Offsets(string topic, int partition)
    {
        lock (_state.Gate) return (Log(topic, partition).Start, Log(topic, partition).End, Log(topic, partition).LastStable);
    }

    /// <summary>The batches of a partition, markers too, for a look at them when a test fails.</summary>
    public IReadOnlyList<RecordBatch> Batches(string topic, int partition)
    {
        lock (_state.Gate) return [.. Log(topic, partition).Batches];
    }

    /// <summary>The offset that a group has committed; null when it has not.</summary>
    public long? Committed(string group, string topic, int partition)
    {
        lock (_state.Gate) return _state.Groups[group].Offsets.Find(new PartitionName(topic, partition))?.Offset;
    }

    /// <summary>State, generation and members (the instance ids of static ones) of a group.</summary>
    public (GroupState State, int Generation, IReadOnlyList<string> Members) Group(string group)
    {
        lock (_state.Gate)
        {
            var found = _state.Groups[group];
            return (found.State, found.Generation, [.. found.Members.Select(m => m.InstanceId ?? m.Id)]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _running = false;
        _listener.Dispose();
        _freeze.Thaw();
    }

    private async Task ServeAsync(Stream plain, CancellationToken stop)
    {
        await using var stream = await _tls.AcceptAsync(plain, stop);
        await new ClientConnection(stream, _requests, new SaslSession(_state.Options.Security), Faults, Requests, _freeze).ServeAsync(stop);
    }

    private void Tick()
    {
        if (_running && !_freeze.IsFrozen) _state.Tick();
    }

    private PartitionLog Log(string topic, int partition) =>
        _state.Topics.Find(new PartitionName(topic, partition)) ?? throw new ArgumentException($"There is no partition {topic}/{partition}.", nameof(topic));

    private void Do(Func<TopicTable, ErrorCode> change, string topic)
    {
        lock (_state.Gate)
        {
            var error = change(_state.Topics);
            if (error != ErrorCode.None) throw new ArgumentException($"Topic {topic}: {error}.", nameof(topic));
        }
    }
}
