using System.Globalization;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Wire;

namespace Aggregator.Tests.Core.Wire;

/// <summary>
/// A flush as a busy region sends it: few products, APIs and tenants get most of the calls, nearly all of which succeed,
/// so that most groups have one to three logs.
/// </summary>
internal static class RealisticFlush
{
    private const long FirstWindowMs = 1_768_484_240_000;

    private static readonly string[] Verbs = ["Describe", "List", "Get", "Create", "Modify", "Delete", "Query"];
    private static readonly string[] Nouns =
        ["Instances", "Disks", "SecurityGroups", "LoadBalancers", "Databases", "Metrics", "Users", "Keys"];
    private static readonly string[] Errors =
        ["InvalidParameter", "ResourceNotFound", "Forbidden.RAM", "Throttling.User", "ServiceUnavailable"];
    private static readonly int[] Codes = [400, 404, 403, 429, 503];

    public static Flush Create(int logs)
    {
        var random = new Random(7);
        string[] uids = [.. Enumerable.Range(0, 20_000).Select(_ => UidOf(random))];
        var groups = new Dictionary<GroupKey, PartialAggregate>();
        for (var left = logs; left > 0;)
        {
            // A caller repeats what it does: one to a few calls of one API.
            var calls = Math.Min(left, 1 + (int)(-1.2 * Math.Log(1 - random.NextDouble())));
            var key = KeyOf(uids[Skewed(random, uids.Length)], random);
            for (var i = 0; i < calls; i++) AddCall(groups, key, random);
            left -= calls;
        }
        Row[] rows = [.. groups.Select(group => new Row(group.Key, LevelOf(group.Key.CallerUid), group.Value))];
        Array.Sort(rows, Row.Compare);
        return new Flush(
            new FlushId("cn-hangzhou", "regional-0", 1_768_480_000_000, 851), 10_000, 1_000, FirstWindowMs + 20_000, [.. rows],
            [.. Enumerable.Range(0, 8).Select(partition => Source(partition, logs / 8))],
            [new OutcomeCount(Outcome.Aggregated, "", logs), new OutcomeCount(Outcome.Filtered, "warmup", 17)]);
    }

    private static string UidOf(Random random) =>
        random.NextInt64(1_000_000_000_000_000, 1_999_999_999_999_999).ToString(CultureInfo.InvariantCulture);

    private static GroupKey KeyOf(string uid, Random random)
    {
        var product = Skewed(random, 200);
        var api = Skewed(random, 56);
        var name = Verbs[api % Verbs.Length] + Nouns[(api / Verbs.Length + product) % Nouns.Length];
        var version = $"20{10 + product % 15}-{1 + product % 12:00}-{1 + product % 28:00}";
        return new GroupKey(
            FirstWindowMs + 10_000 * random.Next(2), $"product-{product}", name, version, uid, "cn-hangzhou",
            $"pop-region-cn-hangzhou-{random.Next(4)}", 200, "", random.Next(10) < 8 ? "cn-hangzhou" : $"cn-region-{random.Next(8)}");
    }

    private static void AddCall(Dictionary<GroupKey, PartialAggregate> groups, GroupKey key, Random random)
    {
        var error = random.Next(100) < 8 ? random.Next(Errors.Length) : -1;
        if (error >= 0) key = key with { HttpCode = Codes[error], ErrorCode = Errors[error] };
        if (!groups.TryGetValue(key, out var partial)) groups.Add(key, partial = new PartialAggregate());
        var latency = (long)Math.Exp(2 + 5 * random.NextDouble());
        partial.Add(latency, slow: latency > 1_000, throttled: error == 3);
    }

    // Half of all calls are on the first sixteenth.
    private static int Skewed(Random random, int count) => (int)(count * Math.Pow(random.NextDouble(), 4));

    private static TenantLevel LevelOf(string uid) => (uid[^1] - '0') switch
    {
        0 => TenantLevel.Known("GC7"),
        1 or 2 => TenantLevel.Known("GC6"),
        3 or 4 or 5 => TenantLevel.Known("GC5"),
        _ => TenantLevel.None,
    };

    private static SourceProgress Source(int partition, int logs) => new(
        new SourceId("lkc-7d2k9", "gateway-access-log", partition), 8, 81_000_000, 81_000_000 + logs + 1, logs, logs, 1, 0,
        FirstWindowMs + 13_000, FirstWindowMs + 18_000, SourceStates.None);
}
