using Aggregator.PipelineTests.Broker.Groups;
using Aggregator.PipelineTests.Broker.Log;
using Aggregator.PipelineTests.Broker.Transactions;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker;

/// <summary>Everything that the broker remembers; it survives a stop. One lock, <see cref="Gate"/>, guards all of it.</summary>
internal sealed class BrokerState
{
    public BrokerState(BrokerOptions options)
    {
        Options = options;
        Topics = new TopicTable(options.Topics);
        Groups = new GroupTable(options.InitialRebalanceDelay, NowMs);
        Transactions = new TransactionTable(options.LongestTransaction, NowMs);
    }

    /// <summary>Held by whoever reads or changes what this object holds.</summary>
    public Lock Gate { get; } = new();

    public BrokerOptions Options { get; }

    /// <summary>Differs with every broker, as real clusters' ids do.</summary>
    public string ClusterId { get; } = Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>The port that it listens on, once it has begun to.</summary>
    public int Port { get; set; }

    public TopicTable Topics { get; }

    public GroupTable Groups { get; }

    public TransactionTable Transactions { get; }

    /// <summary>Wall time, ms since 1970.</summary>
    public static long NowMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Deletes a topic and the offsets that groups have committed on it.</summary>
    public ErrorCode DeleteTopic(string topic)
    {
        var error = Topics.Delete(topic);
        if (error != ErrorCode.None) return error;
        foreach (var group in Groups.All) group.Offsets.Forget(topic);
        return error;
    }

    /// <summary>Lets time act: sessions, rebalances and transactions that are due end.</summary>
    public void Tick()
    {
        lock (Gate)
        {
            foreach (var group in Groups.All) group.Tick();
            Transactions.Tick();
        }
    }
}
