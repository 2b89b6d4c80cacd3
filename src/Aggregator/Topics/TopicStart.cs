using System.Globalization;

namespace Aggregator.Topics;

/// <summary>Where to begin to read a topic.</summary>
/// <param name="Kind">How it is told.</param>
/// <param name="Value">The offset, or the time in ms since the Unix epoch.</param>
internal readonly record struct TopicStart(TopicStartKind Kind, long Value)
{
    /// <summary>The oldest message that is still there.</summary>
    public static TopicStart Earliest => new(TopicStartKind.Earliest, 0);

    /// <summary>Reads <c>earliest</c>, <c>latest</c>, an offset or an ISO 8601 time; null for anything else.</summary>
    public static TopicStart? Parse(string text)
    {
        if (string.Equals(text, "earliest", StringComparison.Ordinal)) return Earliest;
        if (string.Equals(text, "latest", StringComparison.Ordinal)) return new TopicStart(TopicStartKind.Latest, 0);
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return new TopicStart(TopicStartKind.Offset, offset);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new TopicStart(TopicStartKind.Time, time.ToUnixTimeMilliseconds())
            : null;
    }
}

/// <summary>How a <see cref="TopicStart"/> is told.</summary>
internal enum TopicStartKind
{
    /// <summary>The oldest message that is still there.</summary>
    Earliest,

    /// <summary>Behind the newest message.</summary>
    Latest,

    /// <summary>An offset.</summary>
    Offset,

    /// <summary>The first message whose record has this timestamp or a later one.</summary>
    Time,
}
