using System.Text;

namespace Aggregator.Central.Expose;

/// <summary>One metric family of a snapshot: its HELP and TYPE lines and its samples. Immutable.</summary>
internal abstract class MetricFamily(ExpositionPart part, string name, string type, string help)
{
    protected static ReadOnlySpan<byte> CloseLabels => "} "u8;

    public ExpositionPart Part { get; } = part;

    public string Name { get; } = name;

    /// <summary>Number of samples (lines without HELP and TYPE).</summary>
    public abstract int SampleCount { get; }

    /// <summary>Number of label sets, with or without samples.</summary>
    public abstract int LabelSetCount { get; }

    /// <summary>
    /// Writes some of the label sets, HELP and TYPE before the first of all; nothing at all when the family has no samples.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="from">The first label set.</param>
    /// <param name="to">The one after the last; more than there are means the rest.</param>
    public void Write(ref ExpositionWriter writer, int from, int to)
    {
        if (SampleCount == 0) return;
        if (from == 0) writer.Raw(Encoding.UTF8.GetBytes($"# HELP {Name} {Escaped(help)}\n# TYPE {Name} {type}\n"));
        WriteSamples(ref writer, from, Math.Min(to, LabelSetCount));
    }

    protected abstract void WriteSamples(ref ExpositionWriter writer, int from, int to);

    private static string Escaped(string help) =>
        help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
}

/// <summary>A family of gauges or counters: one value a label set; NaN where there is no sample.</summary>
internal sealed class ScalarFamily : MetricFamily
{
    private readonly byte[][] _labels;
    private readonly double[] _values;

    /// <summary>Takes the arrays over; they must not change any more.</summary>
    public ScalarFamily(ExpositionPart part, string name, string type, string help, byte[][] labels, double[] values)
        : base(part, name, type, help)
    {
        (_labels, _values) = (labels, values);
        foreach (var value in values)
        {
            if (!double.IsNaN(value)) SampleCount++;
        }
    }

    public override int SampleCount { get; }

    public override int LabelSetCount => _values.Length;

    protected override void WriteSamples(ref ExpositionWriter writer, int from, int to)
    {
        var name = Encoding.UTF8.GetBytes(Name);
        for (var i = from; i < to; i++)
        {
            if (double.IsNaN(_values[i])) continue;
            var labels = _labels[i];
            writer.Line(name, labels, labels.Length == 0 ? " "u8 : CloseLabels, _values[i]);
        }
    }
}
