using Aggregator.PipelineTests.Broker.Log;
using Aggregator.PipelineTests.Broker.Security;

namespace Aggregator.PipelineTests.Broker;

/// <summary>How a test broker behaves.</summary>
public sealed record BrokerOptions
{
    /// <summary>Port of 127.0.0.1; 0 takes a free one, which stays the same when the broker stops and starts again.</summary>
    public int Port { get; init; }

    /// <summary>Name by which clients are told to reach the broker.</summary>
    public string AdvertisedHost { get; init; } = "127.0.0.1";

    /// <summary>Partitions of a topic that comes to be by being asked for; 0 makes none (the default: a wrong name must show).</summary>
    public int AutoCreatePartitions { get; init; }

    /// <summary>What holds for topics that do not say otherwise.</summary>
    public TopicSettings Topics { get; init; } = new();

    /// <summary>How long an empty group waits for more members before its first generation. Kafka's own 3 s would only slow tests.</summary>
    public TimeSpan InitialRebalanceDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Shortest session that a member may ask for. Kafka's own 6 s would only slow tests.</summary>
    public TimeSpan ShortestSession { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest transaction that a producer may ask for; Kafka's own default.</summary>
    public TimeSpan LongestTransaction { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Encryption and authentication; none unless set.</summary>
    public BrokerSecurity Security { get; init; } = new();

    /// <summary>Where random faults begin: the same seed draws the same numbers.</summary>
    public int Seed { get; init; } = 1;
}
