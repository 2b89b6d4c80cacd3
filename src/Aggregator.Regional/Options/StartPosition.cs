using System.Text;
using Aggregator.Regional.Ingest.Values;

namespace Aggregator.Regional.Options;

/// <summary>Where a topic is begun: at its end, at its beginning, or at the first message that is not older than a time.</summary>
/// <param name="Kind">Which of these.</param>
/// <param name="TimeMs">The time, in ms since the Unix epoch; 0 unless <see cref="StartKind.Time"/>.</param>
public readonly record struct StartPosition(StartKind Kind, long TimeMs)
{
    /// <summary>What can be written, for problems.</summary>
    public const string Forms = "latest, earliest, a time such as 2026-01-31T08:00:00Z, or seconds since 1970 such as 1769846400";

    /// <summary>Reads <c>latest</c>, <c>earliest</c> or a time as logs write theirs: ISO 8601 (UTC unless it has an offset), or epoch seconds.</summary>
    /// <returns>False, and the default, for any other text.</returns>
    public static bool TryParse(string text, out StartPosition position)
    {
        position = default;
        switch (text)
        {
            case "latest":
                position = new StartPosition(StartKind.Latest, 0);
                return true;
            case "earliest":
                position = new StartPosition(StartKind.Earliest, 0);
                return true;
            default:
                if (EventTime.Parse(Encoding.UTF8.GetBytes(text)) is not { } timeMs || timeMs < 0) return false;
                position = new StartPosition(StartKind.Time, timeMs);
                return true;
        }
    }
}

/// <summary>The kinds of <see cref="StartPosition"/>.</summary>
public enum StartKind
{
    /// <summary>At the end: only what comes from now on.</summary>
    Latest,

    /// <summary>At the beginning: all that the topic still holds.</summary>
    Earliest,

    /// <summary>At a time of the messages' own timestamps.</summary>
    Time,
}
