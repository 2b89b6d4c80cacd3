using Aggregator.PipelineTests.Broker.Security;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>
/// A request being handled: its header, and its body to be read. <paramref name="Forced"/> is the error that a fault wants
/// answered; with one, nothing is changed.
/// </summary>
internal sealed record Request(ApiKey Api, short Version, string ClientId, RequestReader Body, SaslSession Sasl, ErrorCode Forced)
{
    /// <summary>The fault's error, or else what a check says.</summary>
    public ErrorCode Check(Func<ErrorCode> check) => Forced != ErrorCode.None ? Forced : check();
}
