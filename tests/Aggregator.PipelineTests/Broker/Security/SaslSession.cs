using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Security;

/// <summary>How far one connection is with its authentication.</summary>
internal sealed class SaslSession(BrokerSecurity security)
{
    private ScramServer? _exchange;

    /// <summary>Whether a request may be served: before the proof, only those that lead to it.</summary>
    public bool Allows(ApiKey api) =>
        security.Users is null || _exchange is { IsProven: true } || api is ApiKey.ApiVersions or ApiKey.SaslHandshake or ApiKey.SaslAuthenticate;

    /// <summary>Begins an exchange by a mechanism.</summary>
    public ErrorCode Begin(string mechanism)
    {
        if (security.Users is null || !mechanism.Equals(ScramServer.Mechanism, StringComparison.Ordinal)) return ErrorCode.UnsupportedSaslMechanism;
        _exchange = new ScramServer(security.Users);
        return ErrorCode.None;
    }

    /// <summary>Goes on with the exchange: the server's next message.</summary>
    public ErrorCode Continue(string message, out string answer)
    {
        answer = "";
        if (_exchange is null) return ErrorCode.IllegalSaslState;
        if (_exchange.Answer(message) is not { } next) return ErrorCode.SaslAuthenticationFailed;
        answer = next;
        return ErrorCode.None;
    }
}
