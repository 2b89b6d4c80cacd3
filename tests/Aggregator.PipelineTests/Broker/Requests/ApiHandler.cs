using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>
/// How one kind of request is answered, and in which of its versions. Versions from <paramref name="FlexibleFrom"/> on have
/// compact lengths and tagged fields. A handler returns false when there is to be no answer.
/// </summary>
internal sealed record ApiHandler(ApiKey Api, short Lowest, short Highest, short FlexibleFrom, Func<Request, ResponseWriter, ValueTask<bool>> Handle)
{
    /// <summary>For requests without flexible versions.</summary>
    public const short NeverFlexible = short.MaxValue;

    /// <summary>One that is answered at once, under the lock.</summary>
    public static ApiHandler Locked(
        Lock gate, ApiKey api, short lowest, short highest, Action<Request, ResponseWriter> handle, short flexibleFrom = NeverFlexible) =>
        new(api, lowest, highest, flexibleFrom, (request, response) =>
        {
            lock (gate) handle(request, response);
            return ValueTask.FromResult(true);
        });

    public bool IsFlexible(short version) => version >= FlexibleFrom;
}
