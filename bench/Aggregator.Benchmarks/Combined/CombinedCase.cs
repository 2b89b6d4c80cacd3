using System.Globalization;
using System.Text;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Text;
using Aggregator.Regional.Options;

namespace Aggregator.Benchmarks.Combined;

/// <summary>Logs in <c>combined</c>, and what is wanted of them.</summary>
/// <param name="logs">Without their line ends.</param>
/// <param name="wanted"><c>keys</c>; <c>latency</c>, which ends each log then; or <c>filters</c>, with four more fields for these.</param>
internal sealed class CombinedCase(byte[][] logs, string wanted)
{
    private readonly LogFields _fields = new(wanted is "filters" ? ["remote_addr", "path", "status", "http_user_agent"] : []);

    private readonly SourceOptions _source = new()
    {
        Format = LogFormat.Combined,
        Product = "web",
        Latency = wanted is "latency" ? LatencyUnit.S : LatencyUnit.None,
    };

    /// <summary>The logs, with a latency each if that is wanted.</summary>
    public byte[][] Logs { get; } = wanted is "latency" ? [.. logs.Select(WithLatency)] : logs;

    /// <summary>The parser whose results are the law.</summary>
    public ILogParser Plain => new CombinedParser(_fields, _source);

    /// <summary>The parser of the product.</summary>
    public ILogParser Blocks => new BlockCombinedParser(_fields, _source);

    private static byte[] WithLatency(byte[] log, int n) =>
        [.. log, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $" 0.{n % 1000:000}"))];
}
