namespace Aggregator.Benchmarks.Fuzz;

/// <summary>One member of a JSON object.</summary>
/// <param name="Key">Its name with escapes, without quotes.</param>
/// <param name="Value">Its value as it stands in the text: a string has its quotes.</param>
internal readonly record struct Member(byte[] Key, byte[] Value);
