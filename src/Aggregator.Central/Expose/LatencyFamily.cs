using System.Globalization;
using System.Text;
using Aggregator.Central.Rollup;

namespace Aggregator.Central.Expose;

/// <summary>A classic histogram of latencies in seconds. Immutable.</summary>
/// <param name="part">The part it is in.</param>
/// <param name="name">Name without <c>_bucket</c>, <c>_sum</c>, <c>_count</c>.</param>
/// <param name="help">One sentence.</param>
/// <param name="bounds">Upper bounds in ms, ascending.</param>
/// <param name="labels">Label texts, in order.</param>
/// <param name="cumulative">For each label set, the count up to each bound.</param>
/// <param name="counts">For each label set, all latencies.</param>
/// <param name="sumsMs">For each label set, the sum of latencies in ms.</param>
internal sealed class LatencyFamily(
    ExpositionPart part, string name, string help, long[] bounds, byte[][] labels, long[] cumulative, long[] counts,
    long[] sumsMs)
    : MetricFamily(part, name, "histogram", help)
{
    public override int SampleCount => labels.Length * (bounds.Length + 3);

    public override int LabelSetCount => labels.Length;

    protected override void WriteSamples(ref ExpositionWriter writer, int from, int to)
    {
        var bucket = Encoding.UTF8.GetBytes(Name + "_bucket");
        var sum = Encoding.UTF8.GetBytes(Name + "_sum");
        var count = Encoding.UTF8.GetBytes(Name + "_count");
        var tails = bounds.Select(bound => Tail((bound / 1000.0).ToString(CultureInfo.InvariantCulture))).ToArray();
        var infinite = Tail("+Inf");
        for (var i = from; i < to; i++)
        {
            for (var k = 0; k < bounds.Length; k++) writer.Line(bucket, labels[i], tails[k], cumulative[i * bounds.Length + k]);
            writer.Line(bucket, labels[i], infinite, counts[i]);
            writer.Line(sum, labels[i], CloseLabels, sumsMs[i] / 1000.0);
            writer.Line(count, labels[i], CloseLabels, counts[i]);
        }
    }

    private static byte[] Tail(string le) => Encoding.UTF8.GetBytes($",le=\"{le}\"}} ");
}

/// <summary>Gathers a <see cref="LatencyFamily"/> while the label sets are walked.</summary>
internal sealed class LatencyFamilyBuilder
{
    private readonly long[] _bounds;
    private readonly int _slowAt;
    private readonly long[] _cumulative;
    private readonly long[] _counts;
    private readonly long[] _sumsMs;

    /// <param name="slowMs">
    /// Threshold of slow logs, which adds a bucket (latencies − slow logs) unless it is a bound anyway; null for none.
    /// </param>
    /// <param name="labelSets">How many label sets there will be.</param>
    public LatencyFamilyBuilder(long? slowMs, int labelSets)
    {
        var bounds = Enumerable.Range(0, LatencyTotals.Bounds).Select(LatencyTotals.BoundMs);
        _bounds = [.. (slowMs is { } slow ? bounds.Append(slow) : bounds).Distinct().Order()];
        _slowAt = _bounds.Length > LatencyTotals.Bounds ? Array.IndexOf(_bounds, slowMs!.Value) : -1;
        _cumulative = new long[labelSets * _bounds.Length];
        _counts = new long[labelSets];
        _sumsMs = new long[labelSets];
    }

    /// <summary>Sets the numbers of the label set at a place; a label set that is left out shows zeros.</summary>
    public void Set(int at, ReadOnlySpan<long> latencies, long count, long sumMs, long slow)
    {
        (_counts[at], _sumsMs[at]) = (count, sumMs);
        var cumulative = _cumulative.AsSpan(at * _bounds.Length, _bounds.Length);
        var (sum, bound) = (0L, 0);
        for (var k = 0; k < cumulative.Length; k++)
        {
            if (k != _slowAt) sum += latencies[bound++];
            cumulative[k] = k == _slowAt ? count - slow : sum;
        }
    }

    public LatencyFamily Build(ExpositionPart part, string name, string help, byte[][] labels) =>
        new(part, name, help, _bounds, labels, _cumulative, _counts, _sumsMs);
}
