using System.Globalization;
using System.Text;
using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.Benchmarks.Kafka;

/// <summary>Messages of one kind: so many logs of so many bytes each, and how many messages a reading takes.</summary>
internal sealed record MessageShape(string Name, int LogBytes, int LogsPerMessage, int Messages)
{
    // Enough that the branch predictor and the label pool do not learn them by heart.
    private const int DistinctLogs = 20_000;

    /// <summary>A small log, one of the size that gateways with request and response headers write, and a batch of small ones.</summary>
    public static readonly IReadOnlyList<MessageShape> All =
    [
        new("700 B, one log", 700, 1, 300_000),
        new("4.5 KB, one log", 4_500, 1, 60_000),
        new("256 KB, 374 logs", 700, 374, 1_200),
    ];

    /// <summary>Logs in all.</summary>
    public long Logs => (long)Messages * LogsPerMessage;

    /// <summary>The values of all messages; a value is the same array when it comes again.</summary>
    public IEnumerable<byte[]> Values()
    {
        var logs = GeneratedInput.Describe(DistinctLogs).Select(LogOf).ToList();
        var distinct = Math.Max(1, DistinctLogs / LogsPerMessage);
        var values = Enumerable.Range(0, distinct).Select(n => Join(logs.GetRange(n * LogsPerMessage, LogsPerMessage))).ToList();
        for (var n = 0; n < Messages; n++) yield return values[n % distinct];
    }

    // What a log needs, and then what nobody asks for, as in the real ones.
    private byte[] LogOf(GeneratedLog log)
    {
        var needed = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"__time__":{{log.EventTimeMs / 1000}},"LocalIp":"{{log.Node.LocalIp}}","Product":"{{log.Api.Product}}","Api":"{{log.Api.Name}}","Version":"{{log.Api.Version}}","CallerUid":"{{log.CallerUid}}","HttpCode":"{{log.HttpCode}}","ErrorCode":"{{log.ErrorCode}}","TotalUsedTime":"{{log.LatencyMs}}","RegionId":"{{log.BizRegionId}}","Headers":" """);
        return Encoding.UTF8.GetBytes(needed.PadRight(LogBytes - 2, 'x') + "\"}");
    }

    private static byte[] Join(IReadOnlyList<byte[]> logs) =>
        [.. logs.SelectMany((log, n) => n == 0 ? log : [(byte)'\n', .. log])];
}
