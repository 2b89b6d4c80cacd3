using System.Buffers;
using System.IO.Pipelines;

namespace Aggregator.Central.Expose;

/// <summary>
/// One publication, ready to be written in Prometheus' text format 0.0.4. Immutable: any thread may write it at any time,
/// and the same snapshot always gives the same bytes.
/// </summary>
public sealed class ExpositionSnapshot
{
    /// <summary>The Content-Type of what is written.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // About 400 KB of text; of a histogram, 4 MB.
    private const int LabelSetsInAStep = 4096;

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

    /// <summary>Writes everything, or one part, without flushing <paramref name="output"/>.</summary>
    public void Write(IBufferWriter<byte> output, ExpositionPart? part = null)
    {
        foreach (var family in Families(part)) Write(family, output, 0, family.LabelSetCount);
    }

    /// <summary>
    /// Writes everything, or one part, step by step: a reader that is slow holds back the writing, and no more than a step
    /// is held in memory for it.
    /// </summary>
    public async Task WriteAsync(PipeWriter output, ExpositionPart? part, CancellationToken stop)
    {
        foreach (var family in Families(part))
        {
            for (var from = 0; from < family.LabelSetCount; from += LabelSetsInAStep)
            {
                Write(family, output, from, from + LabelSetsInAStep);
                if ((await output.FlushAsync(stop)).IsCompleted) return;
            }
        }
    }

    private static void Write(MetricFamily family, IBufferWriter<byte> output, int from, int to)
    {
        var writer = new ExpositionWriter(output);
        family.Write(ref writer, from, to);
        writer.Flush();
    }

    private IEnumerable<MetricFamily> Families(ExpositionPart? part) =>
        part is null ? _families : _families.Where(family => family.Part == part);
}
