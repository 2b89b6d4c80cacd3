using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>All requests that the broker answers, and ApiVersions, which tells clients so.</summary>
internal sealed class RequestTable
{
    private readonly Dictionary<ApiKey, ApiHandler> _handlers;

    public RequestTable(BrokerState state) => _handlers = new List<ApiHandler>(
    [
        .. new ClusterRequests(state).Handlers,
        .. new ProduceRequests(state).Handlers,
        .. new FetchRequests(state).Handlers,
        .. new ListOffsetsRequests(state).Handlers,
        .. new TopicRequests(state).Handlers,
        .. new GroupRequests(state).Handlers,
        .. new OffsetRequests(state).Handlers,
        .. new TransactionRequests(state).Handlers,
        .. SaslRequests.Handlers,
        new(ApiKey.ApiVersions, 0, 3, 3, ApiVersions),
    ]).ToDictionary(h => h.Api);

    /// <summary>The handler of a version; null when the broker does not know it.</summary>
    public ApiHandler? Find(ApiKey api, short version) =>
        _handlers.GetValueOrDefault(api) is { } handler && version >= handler.Lowest && version <= handler.Highest ? handler : null;

    /// <summary>The answer to an ApiVersions that is too new: in the oldest form, with the versions to try.</summary>
    public ResponseWriter RefuseApiVersions()
    {
        var response = new ResponseWriter(flexible: false);
        return response.Error(ErrorCode.UnsupportedVersion).Array(_handlers.Values, h => response.Int16((short)h.Api).Int16(h.Lowest).Int16(h.Highest));
    }

    private ValueTask<bool> ApiVersions(Request request, ResponseWriter response)
    {
        response.Error(request.Forced);
        response.Array(_handlers.Values, h => response.Int16((short)h.Api).Int16(h.Lowest).Int16(h.Highest).EndOfStructure());
        if (request.Version >= 1) response.Int32(0);
        response.EndOfStructure();
        return ValueTask.FromResult(true);
    }
}
