namespace Aggregator.Regional.Ingest.Generate;

/// <summary>How gateways answer: HTTP codes, error codes and how long it takes.</summary>
internal static class GatewayAnswers
{
    private const double MedianLatencyMs = 25;
    private const double LatencySpread = 1.6; // standard deviation in powers of two
    private const double FailureSlowdown = 12;

    private static readonly Answer Success = new(200, 1, [""]);

    // Shares of all answers at a product of the usual quality; what is left succeeds with 200.
    private static readonly Answer[] Others =
    [
        new(500, 0.0010, ["InternalError", "UnknownError", "BackendFailure"]),
        new(503, 0.0012, ["ServiceUnavailable", "ServiceUnavailable.Backend"]),
        new(504, 0.0006, ["ServiceTimeout"]),
        new(429, 0.0100, ["Throttling.User", "Throttling.Api", "Throttling"]),
        new(400, 0.0010, ["Throttling.User"]),
        new(404, 0.0250, ["ResourceNotFound", "InvalidInstanceId.NotFound", "InvalidRegionId.NotFound"]),
        new(400, 0.0250, ["InvalidParameter", "MissingParameter", "InvalidStatus", "DryRunOperation", "QuotaExceeded"]),
        new(403, 0.0150, ["Forbidden.RAM", "NoPermission", "SignatureDoesNotMatch"]),
        new(409, 0.0010, ["OperationConflict"]),
        new(302, 0.0010, [""]),
        new(202, 0.0040, [""]),
        new(204, 0.0005, [""]),
    ];

    private static readonly Answer[] Failures =
    [
        new(503, 0.6, ["ServiceUnavailable"]),
        new(500, 0.3, ["InternalError"]),
        new(504, 0.1, ["ServiceTimeout"]),
    ];

    /// <summary>
    /// Draws an answer. <paramref name="quality"/> scales the usual shares of errors; in a burst, the share
    /// <paramref name="burst"/> of all answers are failures (5xx) besides. Outside of one it is null.
    /// </summary>
    public static (int HttpCode, string ErrorCode) Draw(ref CounterRandom random, double quality, double? burst)
    {
        // Outside of bursts there is no such draw: the answers of a seed depend on how many were made before.
        var answer = burst is { } share && random.Share() < share
            ? Pick(Failures, random.Share(), Failures[0])
            : Pick(Others, random.Share() / quality, Success);
        return (answer.HttpCode, answer.ErrorCodes[random.Below(answer.ErrorCodes.Length)]);
    }

    /// <summary>Draws a latency in ms: log-normal, with failures (5xx) slower; at most a minute.</summary>
    public static long DrawLatencyMs(ref CounterRandom random, int httpCode)
    {
        var latencyMs = MedianLatencyMs * Zipf.Exp2(LatencySpread * random.Normal());
        return (long)Math.Min(httpCode >= 500 ? latencyMs * FailureSlowdown : latencyMs, 60_000);
    }

    private static Answer Pick(Answer[] answers, double share, Answer rest)
    {
        foreach (var answer in answers)
        {
            share -= answer.Share;
            if (share < 0) return answer;
        }
        return rest;
    }

    private sealed record Answer(int HttpCode, double Share, string[] ErrorCodes);
}
