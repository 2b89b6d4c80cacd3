using Aggregator.Regional.Options;

namespace Aggregator.Commands;

/// <summary>What <c>generate</c> was asked for.</summary>
/// <param name="Options">What to make.</param>
/// <param name="Region">Where the gateway nodes stand; in all of the options' regions when empty.</param>
/// <param name="Live">Each log when it is due, from now on.</param>
internal sealed record GenerateRequest(GenerateOptions Options, string Region, bool Live)
{
    /// <summary>Event time of the first log, in ms since the Unix epoch; live logs start now.</summary>
    public long StartMs { get; init; }

    /// <summary>File to write; null is standard output.</summary>
    public string? Output { get; init; }

    /// <summary>Folder of the tables; null writes none.</summary>
    public string? Tables { get; init; }

    /// <summary>Every tenant has a level.</summary>
    public bool AllLevels { get; init; }

    /// <summary>Tables alone, or a topic alone.</summary>
    public bool WithoutLogs { get; init; }
}
