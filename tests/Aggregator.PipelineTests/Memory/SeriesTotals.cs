using System.Globalization;

namespace Aggregator.PipelineTests.Memory;

/// <summary>The series of one metric, added up.</summary>
internal sealed class SeriesTotals
{
    /// <summary>Series, without the one that takes what is past the budget.</summary>
    public int Series { get; private set; }

    /// <summary>Sum over all series.</summary>
    public double Sum { get; private set; }

    /// <summary>What the series past the budget has of it.</summary>
    public double Overflow { get; private set; }

    /// <summary>Series with a label <c>unknown</c>.</summary>
    public int Unknown { get; private set; }

    /// <summary>Takes a line of the exposition.</summary>
    public void Add(string line)
    {
        var value = double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
        Sum += value;
        if (line.Contains("\"__overflow__\"", StringComparison.Ordinal))
        {
            Overflow += value;
            return;
        }
        Series++;
        if (line.Contains("\"unknown\"", StringComparison.Ordinal)) Unknown++;
    }
}
