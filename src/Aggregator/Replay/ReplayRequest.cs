using Aggregator.Configuration;
using Aggregator.Regional.Options;

namespace Aggregator.Replay;

/// <summary>What to replay.</summary>
/// <param name="Options">The configuration; its first source says how logs are written.</param>
/// <param name="Inputs">Files, each read once from begin to end.</param>
/// <param name="Format">Format of the files, when it is not the first source's.</param>
/// <param name="Workers">Regional engines, each with its own thread and share of every file.</param>
/// <param name="NowMs">What counts as now for logs from the future, in ms since the Unix epoch.</param>
public sealed record ReplayRequest(
    AggregatorOptions Options, IReadOnlyList<string> Inputs, LogFormat? Format, int Workers, long NowMs)
{
    /// <summary>How the files are read: the first source, with the format that was asked for.</summary>
    public SourceOptions Source => Options.Sources[0] with { Format = Format ?? Options.Sources[0].Format, Follow = false };

    /// <summary>The source region of all logs.</summary>
    public string Region => Source.Region ?? Options.Region;
}
