namespace Aggregator.PipelineTests.Monitoring;

/// <summary>A time of a run, in ms since the Unix epoch.</summary>
internal sealed record Phase(long FromMs, long ToMs)
{
    /// <summary>As the range of a query that is asked at its end.</summary>
    public string Range => $"[{ToMs - FromMs}ms]";
}
