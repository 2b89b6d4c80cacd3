using System.Globalization;
using System.Text;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>What a run found.</summary>
/// <param name="Failure">The first case that is read differently; null when none is.</param>
/// <param name="FastShare">Share of the logs that the fast parser read by itself.</param>
internal sealed record FuzzResult(FuzzFailure? Failure, double FastShare);

/// <summary>A case that the two parsers read differently, and how to run it again.</summary>
internal sealed record FuzzFailure(string Format, ulong Seed, long Case, long Batch, string Difference, byte[] Log)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"case {Case}: {Difference}\nagain: fuzz --format {Format} --cases {FuzzRun.Batch} --seed {Seed} --from {Batch}\nlog (Latin-1): {Encoding.Latin1.GetString(Log)}\nbase64: {Convert.ToBase64String(Log)}");
}
