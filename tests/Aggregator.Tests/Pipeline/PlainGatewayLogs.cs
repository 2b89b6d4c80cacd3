using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Aggregator.Benchmarks.Fuzz;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Aggregator.Tests.Oracle;

namespace Aggregator.Tests.Pipeline;

/// <summary>Generated logs, of which some lack fields and some have bytes that are no UTF-8, and a plain reader of them.</summary>
internal static class PlainGatewayLogs
{
    private static readonly string[] CanBeMissing =
        ["Api", "Version", "CallerUid", "LocalIp", "HttpCode", "TotalUsedTime", "ErrorCode", "RegionId", "RequestContent", "Ext5"];

    public static IEnumerable<byte[]> Make(int count)
    {
        var generator = new LogGenerator(new GenerateOptions { Rate = 100, Damaged = 0, Tenants = 100, Apis = 30 }, "cn-hangzhou", 1_768_484_240_000);
        for (var number = 0; number < count; number++)
        {
            var draw = new Draw(seed: 1, number);
            var members = JsonMembers.Of(generator.Write(number));
            if (draw.Chance(0.2)) Remove(members, draw.OneOf(CanBeMissing));
            if (draw.Chance(0.05)) Remove(members, draw.OneOf(CanBeMissing));
            if (draw.Chance(0.02)) Spoil(members, draw.OneOf(["Product", "Version", "ErrorCode"]));
            var log = new ArrayBufferWriter<byte>();
            JsonMembers.Write(members, log, ref draw, spaces: default);
            yield return log.WrittenSpan.ToArray();
        }
    }

    /// <summary>What a log says, as slowly and plainly as can be.</summary>
    public static OracleLog Read(byte[] log)
    {
        using var json = JsonDocument.Parse(Encoding.UTF8.GetString(log));
        var region = TextOf("RegionId");
        if (region.Length == 0) region = RegionIn(TextOf("RequestContent"));
        return new OracleLog(
            long.Parse(TextOf("__time__"), CultureInfo.InvariantCulture) * 1000, TextOf("Product"), TextOf("Api"), TextOf("Version"), TextOf("CallerUid"),
            TextOf("LocalIp"), TextOf("HttpCode"), TextOf("ErrorCode"),
            TextOf("TotalUsedTime") is { Length: > 0 } latency ? long.Parse(latency, CultureInfo.InvariantCulture) : null, region);

        string TextOf(string name) => json.RootElement.TryGetProperty(name, out var value) ? value.GetString()! : "";
    }

    private static string RegionIn(string content) =>
        content.Split(';').Select(part => part.Split('=')).LastOrDefault(part => part[0] is "RegionId" && part.Length > 1)?[1] ?? "";

    private static void Remove(List<Member> members, string key) => members.RemoveAll(member => Encoding.UTF8.GetString(member.Key).Equals(key, StringComparison.Ordinal));

    // A byte that begins a character of three, and the end of the string.
    private static void Spoil(List<Member> members, string key)
    {
        var at = members.FindIndex(member => Encoding.UTF8.GetString(member.Key).Equals(key, StringComparison.Ordinal));
        if (at >= 0) members[at] = members[at] with { Value = [.. members[at].Value[..^1], 0xE5, 0xAE, (byte)'"'] };
    }
}
