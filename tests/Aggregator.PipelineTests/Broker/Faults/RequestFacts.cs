using System.Text;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Faults;

/// <summary>What a fault can know of a request.</summary>
public sealed record RequestFacts(ApiKey Api, short Version, string ClientId, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether a name (of a topic, a group, a transactional id) occurs in it.</summary>
    public bool Mentions(string name) => Bytes.Span.IndexOf(Encoding.UTF8.GetBytes(name)) >= 0;
}
