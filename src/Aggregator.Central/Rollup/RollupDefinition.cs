using System.Collections.Immutable;
using Aggregator.Central.Expose;

namespace Aggregator.Central.Rollup;

/// <summary>
/// What one table of label sets measures and shows. The error code namespace has two tables, since its two metrics have
/// different labels; every other namespace has one.
/// </summary>
internal sealed record RollupDefinition
{
    /// <summary>The part of the exposition it is in.</summary>
    public required ExpositionPart Part { get; init; }

    /// <summary>What its metric names begin with.</summary>
    public required string Prefix { get; init; }

    /// <summary>Label names, in the order of <see cref="LabelKey"/>.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>What is kept of every 10 s slot; RtCount, RtSum, RtMax stand in this order.</summary>
    public required ImmutableArray<Measure> Slots { get; init; }

    /// <summary>What is kept for life.</summary>
    public required ImmutableArray<Measure> Totals { get; init; }

    /// <summary>Counters, all of which are shown. Their measures are among <see cref="Totals"/>.</summary>
    public required IReadOnlyList<CounterDefinition> Counters { get; init; }

    /// <summary>Gauges that can be shown. Their measures are among <see cref="Slots"/>.</summary>
    public required IReadOnlyList<GaugeDefinition> Gauges { get; init; }

    /// <summary>False where nearly every label set has a first label of its own.</summary>
    public bool SharesFirstLabel { get; init; } = true;

    /// <summary>True keeps the latencies' distribution in the slots, for quantile gauges.</summary>
    public bool HasQuantiles { get; init; }

    /// <summary>True keeps the late counters and the classic histogram <c>rt_seconds</c>.</summary>
    public bool HasLateAndLatency { get; init; }

    /// <summary>Where a measure is in a slot's row.</summary>
    public int SlotColumn(Measure measure) => ColumnOf(Slots, measure);

    /// <summary>Where a measure is in the totals.</summary>
    public int TotalColumn(Measure measure) => ColumnOf(Totals, measure);

    private static int ColumnOf(ImmutableArray<Measure> measures, Measure measure)
    {
        var column = measures.IndexOf(measure);
        return column >= 0 ? column : throw new InvalidOperationException($"The definition shows {measure} but does not keep it.");
    }
}

/// <summary>A counter: name without prefix and <c>_total</c>, what it counts, and its help.</summary>
internal sealed record CounterDefinition(string Name, Measure Measure, string Help);

/// <summary>A gauge over the last minute: name without prefix, how it is worked out, and its help.</summary>
/// <param name="Name">Name without prefix.</param>
/// <param name="Kind">How it is worked out.</param>
/// <param name="Measure">The measure, or a ratio's numerator.</param>
/// <param name="Per">The denominator; a gauge that has one is left out where that is 0.</param>
/// <param name="Help">One sentence, with the unit.</param>
internal sealed record GaugeDefinition(string Name, GaugeKind Kind, Measure Measure, Measure Per, string Help);

/// <summary>How a gauge is worked out.</summary>
internal enum GaugeKind
{
    /// <summary>The measure's sum; 0 without traffic.</summary>
    Sum,

    /// <summary>The measure itself, where there is any of the denominator.</summary>
    Value,

    /// <summary>The measure divided by the denominator.</summary>
    Ratio,

    /// <summary>The 99th percentile of the latencies in ms.</summary>
    P99,
}
