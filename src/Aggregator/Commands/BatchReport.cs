using System.Globalization;
using System.Text.Json;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using Aggregator.Topics;

namespace Aggregator.Commands;

/// <summary>Shows batches, one after the other.</summary>
internal abstract class BatchReport(TextWriter output)
{
    protected TextWriter Output { get; } = output;

    /// <summary>Shows one batch, without its rows.</summary>
    /// <param name="message">Where it stands, and its bytes.</param>
    /// <param name="batch">Which chunk it is.</param>
    /// <param name="flush">Its flush.</param>
    public abstract void Write(TopicMessage message, DecodedBatch batch, Flush flush);

    /// <summary>Ends the report: how much was shown.</summary>
    public virtual void Summarize()
    {
    }

    /// <summary>A time as ISO 8601 in UTC; null for "none yet" and for what no calendar holds.</summary>
    protected static string? Time(long ms)
    {
        var isTime = ms != WatermarkTracker.None && ms >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && ms <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
        return isTime ? DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) : null;
    }

    protected static IEnumerable<string> Names(SourceStates states) =>
        Enum.GetValues<SourceStates>().Where(state => state != SourceStates.None && states.HasFlag(state)).Select(state => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString()));
}
