using Aggregator.Central.Topics;
using Microsoft.Extensions.Logging;

namespace Aggregator.Central.Merge;

/// <summary>Logs what the engine has to report, and topics that are held, once each.</summary>
public sealed partial class EventReporter(ILogger logger)
{
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);

    /// <summary>Reports new events, and topics that were not held at the call before.</summary>
    public void Report(IReadOnlyList<CentralEvent> events, IReadOnlyList<CompactTopic> topics)
    {
        foreach (var happened in events)
        {
            var level = LevelOf(happened.Kind);
            Happened(logger, level, happened.Text);
        }
        foreach (var topic in topics)
        {
            if (topic.Held is { } reason && _held.Add(topic.Region)) IsHeld(logger, topic.Region, reason);
        }
    }

    // Everything stands still until an operator has acted; all other events have happened already.
    private static LogLevel LevelOf(CentralEventKind kind) =>
        kind == CentralEventKind.ClockWentBack ? LogLevel.Error : LogLevel.Warning;

    [LoggerMessage(EventId = 1, Message = "{Text}.")]
    private static partial void Happened(ILogger logger, LogLevel level, string text);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message =
        "Region {Region} is held, and its series stand still: {Reason} The other regions go on.")]
    private static partial void IsHeld(ILogger logger, string region, string reason);
}
