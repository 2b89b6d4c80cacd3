using System.Globalization;
using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>A PromQL expression, and how its right answer follows from the logs.</summary>
/// <param name="PromQl">Gives a series for each value of <paramref name="Label"/>.</param>
/// <param name="Label">The label that tells the answers apart.</param>
/// <param name="Key">The label's value for a log; null when the log does not count at all.</param>
/// <param name="Answer">The value for the logs of a key.</param>
public sealed record Question(
    string PromQl, string Label, Func<GeneratedLog, string?> Key, Func<IReadOnlyList<GeneratedLog>, double> Answer)
{
    // Sums of doubles in another order; counts are exact far below it.
    private const double Rounding = 1e-9;

    /// <summary>The right answers, by label value.</summary>
    public IReadOnlyDictionary<string, double> AnswersFrom(IEnumerable<GeneratedLog> logs) => logs
        .Where(log => Key(log) is not null)
        .GroupBy(log => Key(log)!, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => Answer([.. group]), StringComparer.Ordinal);

    /// <summary>
    /// How Prometheus' answer differs from the right one, a line a label value; empty when it does not. Series without a
    /// log may show 0.
    /// </summary>
    public async Task<string> DifferencesAsync(
        PromQl queries, long atMs, IEnumerable<GeneratedLog> logs, double tolerance = Rounding)
    {
        var shown = await queries.ByAsync(Label, PromQl, atMs);
        var right = AnswersFrom(logs);
        var wrong = right.Keys.Union(shown.Keys, StringComparer.Ordinal).Where(key => !IsRight(
            shown.GetValueOrDefault(key, double.NaN), right.GetValueOrDefault(key), tolerance));
        return string.Join('\n', wrong.Select(key => string.Create(
            CultureInfo.InvariantCulture,
            $"{PromQl} at {atMs}: {Label}=\"{key}\" shows {shown.GetValueOrDefault(key, double.NaN)}, not {right.GetValueOrDefault(key)}")));
    }

    private static bool IsRight(double shown, double right, double tolerance) => Math.Abs(shown - right) <= tolerance * Math.Abs(right);
}
