using Aggregator.Regional.Ingest.Json;
using Aggregator.Regional.Ingest.Text;
using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest;

/// <summary>The one place that knows which parser reads which format.</summary>
public static class LogParsers
{
    /// <summary>A parser of the source's format. One a thread: it keeps buffers.</summary>
    public static ILogParser Create(SourceOptions source, LogFields fields) => source.Format switch
    {
        LogFormat.GatewayJson or LogFormat.Json => new IndexedJsonParser(fields),
        LogFormat.Combined => new BlockCombinedParser(fields, source),
        _ => throw new ArgumentOutOfRangeException(nameof(source), source.Format, "No such log format."),
    };
}
