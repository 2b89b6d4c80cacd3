using System.Collections.Concurrent;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Net;

/// <summary>How many requests of each kind have come. Thread-safe.</summary>
public sealed class RequestCounts
{
    private readonly ConcurrentDictionary<ApiKey, int> _counts = new();

    public int this[ApiKey api] => _counts.GetValueOrDefault(api);

    public void Add(ApiKey api) => _counts.AddOrUpdate(api, 1, (_, count) => count + 1);
}
