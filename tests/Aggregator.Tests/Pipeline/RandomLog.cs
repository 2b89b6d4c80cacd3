using System.Text.Json;
using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Ingest;
using Aggregator.Tests.Oracle;

namespace Aggregator.Tests.Pipeline;

/// <summary>A message as a gateway may write it, and what must become of it, known from how it was made.</summary>
/// <param name="Line">Its bytes.</param>
/// <param name="Expected">The log's outcome; null for a message that is no log.</param>
/// <param name="Detail">The outcome's detail.</param>
/// <param name="Log">What it says, when it is aggregated.</param>
internal sealed record RandomLog(byte[] Line, Outcome? Expected, string Detail, OracleLog? Log)
{
    /// <summary>Name of the one filter rule, which drops the logs of <see cref="WarmUpDomain"/>.</summary>
    public const string WarmUpRule = "warmup";

    /// <summary>See <see cref="WarmUpRule"/>.</summary>
    public const string WarmUpDomain = "popwarmup.aliyuncs.com";

    /// <summary>When all of them arrive: 2026-01-15T14:00:00Z.</summary>
    public const long NowMs = 1_768_485_600_000;

    /// <summary>Event time of an aggregated or dropped log: what moves its partition's watermark; null when it tells none.</summary>
    public long? TimeMs { get; init; }

    /// <summary>True when the source must say that it is longer than <c>max_line</c>.</summary>
    public bool IsTooLong => string.Equals(Detail, MalformedReasons.TooLong, StringComparison.Ordinal);

    /// <summary>The log that a number names; one in four is odd.</summary>
    public static RandomLog From(int seed)
    {
        var random = new Random(seed);
        return random.Next(40) switch
        {
            0 => new(" \t"u8.ToArray(), null, "", null),
            1 => Malformed(MalformedReasons.NotInFormat, "no JSON at all"u8.ToArray()),
            2 => Malformed(MalformedReasons.CutOff, Fields.From(random).ToJson()[..^1]),
            3 => Malformed(MalformedReasons.TooLong, Fields.From(random).ToJson()),
            4 => Malformed(MalformedReasons.NoTime, (Fields.From(random) with { Time = "soon" }).ToJson()),
            5 => Malformed(MalformedReasons.Before2000, (Fields.From(random) with { Time = "86400" }).ToJson()),
            6 => new((Fields.From(random) with { TimeMs = NowMs + 61_000, Time = "" }).ToJson(), Outcome.Future, "", null),
            7 => Filtered(WarmUpRule, Fields.From(random) with { Domain = WarmUpDomain, Api = "" }),
            8 => Filtered(RegionalEngine.RequiredFilter, Fields.From(random) with { Product = "", Time = "soon" }),
            9 => Filtered(RegionalEngine.RequiredFilter, Fields.From(random) with { Api = "" }),
            _ => Aggregated(Fields.From(random)),
        };
    }

    private static RandomLog Malformed(string reason, byte[] line) => new(line, Outcome.Malformed, reason, null);

    private static RandomLog Filtered(string rule, Fields fields) => new(fields.ToJson(), Outcome.Filtered, rule, null)
    {
        TimeMs = fields.Time.Length == 0 ? fields.EventTimeMs : null,
    };

    private static RandomLog Aggregated(Fields fields) => new(
        fields.ToJson(), Outcome.Aggregated, "",
        new OracleLog(
            fields.EventTimeMs, fields.Product, fields.Api, fields.Version, fields.Uid, fields.LocalIp, fields.HttpCode,
            fields.ErrorCode, fields.Latency.LatencyMs, fields.BizRegionId))
    {
        TimeMs = fields.EventTimeMs,
    };

    /// <summary>What a log's fields hold. Few values of each, so that logs meet in a group.</summary>
    private sealed record Fields(
        long TimeMs, string Product, string Api, string Version, string Uid, string LocalIp, string HttpCode, string ErrorCode,
        (string Text, long? LatencyMs) Latency, string BizRegionId, bool BizRegionInRequest, bool TimeInMs)
    {
        private static readonly string[] Products = ["ecs", "ecs", "oss", "unknown", "中\"文\\", "a\nb"];
        private static readonly string[] Apis = ["Run", "Run", "List", "__overflow__"];
        private static readonly string[] Versions = ["v1", "v1", "v2", ""];
        private static readonly string[] Uids = ["42", "42", "7", "1098370000003503", "other", ""];
        private static readonly string[] LocalIps = ["10.0.0.1", "10.0.0.2", "10.9.9.9", ""];
        private static readonly string[] HttpCodes = ["200", "200", "200", "302", "404", "429", "499", "500", "503", "599", "600", "1000", "abc", ""];
        private static readonly string[] ErrorCodes = ["", "", "Busy", "Throttling.User", "unknown"];
        private static readonly string[] BizRegions = ["cn-a", "cn-b", "unknown", ""];
        private static readonly (string, long?)[] Latencies =
        [
            ("0", 0), ("1", 1), ("7", 7), ("20", 20), ("999", 999), ("1000", 1000), ("1001", 1001), ("5000", 5000), ("86400000", 86_400_000),
            ("86400001", null), ("-5", null), ("fast", null), ("", null),
        ];

        public string Domain { get; init; } = "ecs.aliyuncs.com";

        /// <summary>Written instead of the event time, unless empty.</summary>
        public string Time { get; init; } = "";

        /// <summary>A time that is written in seconds loses its milliseconds.</summary>
        public long EventTimeMs => TimeInMs ? TimeMs : TimeMs / 1000 * 1000;

        public static Fields From(Random random) => new(
            // Three minutes, now and then an hour before.
            NowMs - random.Next(180_000) - (random.Next(10) == 0 ? 3_600_000 : 0),
            Any(random, Products), Any(random, Apis), Any(random, Versions), Any(random, Uids), Any(random, LocalIps),
            Any(random, HttpCodes), Any(random, ErrorCodes), Any(random, Latencies), Any(random, BizRegions),
            random.Next(2) == 0, random.Next(2) == 0);

        public byte[] ToJson()
        {
            using var bytes = new MemoryStream();
            using (var json = new Utf8JsonWriter(bytes)) Write(json);
            return bytes.ToArray();
        }

        private void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("Product"u8, Product);
            json.WriteString("Api"u8, Api);
            if (Version.Length > 0) json.WriteString("Version"u8, Version);
            json.WriteString("CallerUid"u8, Uid);
            json.WriteString("LocalIp"u8, LocalIp);
            json.WriteString("HttpCode"u8, HttpCode);
            if (ErrorCode.Length > 0) json.WriteString("ErrorCode"u8, ErrorCode);
            if (Latency.Text.Length > 0) json.WriteString("TotalUsedTime"u8, Latency.Text);
            json.WriteString("RegionId"u8, BizRegionInRequest ? "" : BizRegionId);
            json.WriteString("RequestContent"u8, $"Action=x;RegionId={(BizRegionInRequest ? BizRegionId : "")}");
            json.WriteString("Domain"u8, Domain);
            if (Time.Length > 0) json.WriteString("__time__"u8, Time);
            else json.WriteNumber("__time__"u8, TimeInMs ? TimeMs : TimeMs / 1000);
            json.WriteEndObject();
        }

        private static T Any<T>(Random random, T[] values) => values[random.Next(values.Length)];
    }
}
