using System.Buffers;

namespace Aggregator.Central.Expose;

/// <summary>
/// One publication, ready to be written in Prometheus' text format 0.0.4. Immutable: any thread may write it at any time,
/// and the same snapshot always gives the same bytes.
/// </summary>
public sealed class ExpositionSnapshot
{
    /// <summary>The Content-Type of what is written.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly IReadOnlyList<MetricFamily> _families;

    internal ExpositionSnapshot(IReadOnlyList<MetricFamily> families, PublicationFacts facts)
    {
        (_families, Facts) = (families, facts);
        SeriesCount = families.Sum(family => (long)family.SampleCount);
    }

    /// <summary>What the snapshot says of itself; part of what is written, too.</summary>
    public PublicationFacts Facts { get; }

    /// <summary>Number of series: lines, comments left out.</summary>
    public long SeriesCount { get; }

    /// <summary>Writes everything, without flushing <paramref name="output"/>.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var writer = new ExpositionWriter(output);
        foreach (var family in _families) family.Write(ref writer);
        writer.Flush();
    }

    /// <summary>Writes one part, without flushing <paramref name="output"/>.</summary>
    public void Write(ExpositionPart part, IBufferWriter<byte> output)
    {
        var writer = new ExpositionWriter(output);
        foreach (var family in _families)
        {
            if (family.Part == part) family.Write(ref writer);
        }
        writer.Flush();
    }
}
