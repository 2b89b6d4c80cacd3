using System.Text;
using Aggregator.PipelineTests.Broker.Security;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>SaslHandshake and SaslAuthenticate: a connection's client proves who it is.</summary>
internal static class SaslRequests
{
    public static IEnumerable<ApiHandler> Handlers =>
    [
        new(ApiKey.SaslHandshake, 0, 1, ApiHandler.NeverFlexible, Handshake),
        new(ApiKey.SaslAuthenticate, 0, 1, ApiHandler.NeverFlexible, Authenticate),
    ];

    private static ValueTask<bool> Handshake(Request request, ResponseWriter response)
    {
        var mechanism = request.Body.Text();
        response.Error(request.Check(() => request.Sasl.Begin(mechanism))).Array([ScramServer.Mechanism], m => response.Text(m));
        return ValueTask.FromResult(true);
    }

    private static ValueTask<bool> Authenticate(Request request, ResponseWriter response)
    {
        var message = Encoding.UTF8.GetString(request.Body.Binary().Span);
        var answer = "";
        var error = request.Check(() => request.Sasl.Continue(message, out answer));
        response.Error(error).Text(error == ErrorCode.None ? null : "The name or the password is wrong.").Binary(Encoding.UTF8.GetBytes(answer));
        if (request.Version >= 1) response.Int64(0); // the session has no end
        return ValueTask.FromResult(true);
    }
}
