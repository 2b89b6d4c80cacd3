namespace Aggregator.Benchmarks.Fuzz;

/// <summary>Makes cases: the same seed and number, the same case. One thread.</summary>
internal interface ILogMutator
{
    /// <summary>Case <paramref name="number"/>; the span is valid until the next call.</summary>
    ReadOnlySpan<byte> Write(long number);
}
