using Aggregator.PipelineTests.Prometheus;
using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>A time in which a product fails.</summary>
/// <param name="product">The product.</param>
/// <param name="generator">Makes its logs meanwhile: the calm one's, but for their answers.</param>
/// <param name="fromMs">Event time from which on it fails, in ms since the Unix epoch.</param>
internal sealed class Drill(string product, LogGenerator generator, long fromMs)
{
    /// <summary>A period of bursts that is a burst from end to end.</summary>
    public static readonly TimeSpan Always = TimeSpan.FromHours(1);

    /// <summary>The product.</summary>
    public string Product => product;

    /// <summary>Makes its logs meanwhile.</summary>
    public LogGenerator Generator => generator;

    /// <summary>Event time before which it fails.</summary>
    public long EndMs { get; set; }

    /// <summary>Event time of the first failure, as its log tells it; null before there was one.</summary>
    public long? FirstFailureMs { get; private set; }

    /// <summary>True for a log that this failure is about.</summary>
    public bool Takes(in GeneratedLog log) =>
        log.EventTimeMs >= fromMs && log.EventTimeMs < EndMs && string.Equals(log.Api.Product, product, StringComparison.Ordinal);

    /// <summary>Takes note of a log that was written.</summary>
    public void Note(in GeneratedLog log)
    {
        if (Questions.Is5xx(log) && log.Damage == GeneratedDamage.None && !(FirstFailureMs < log.EventTimeMs)) FirstFailureMs = log.EventTimeMs;
    }
}
