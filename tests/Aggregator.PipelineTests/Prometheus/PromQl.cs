using System.Globalization;
using System.Text.Json;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>Asks a Prometheus server in PromQL.</summary>
public sealed class PromQl(HttpClient http, Uri server)
{
    /// <summary>
    /// What an expression gives at a time: an instant vector has one sample a series, a range vector (<c>x[5m]</c>) the
    /// samples as they were scraped.
    /// </summary>
    /// <param name="expression">PromQL.</param>
    /// <param name="atMs">Evaluation time in ms since the Unix epoch; now when null.</param>
    public Task<IReadOnlyList<PromSeries>> QueryAsync(string expression, long? atMs = null)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal) { ["query"] = expression };
        if (atMs is { } ms) form["time"] = Seconds(ms);
        return AskAsync("query", form);
    }

    /// <summary>What an expression gives over a time, as a graph asks.</summary>
    /// <param name="expression">PromQL.</param>
    /// <param name="fromMs">The first point, in ms since the Unix epoch.</param>
    /// <param name="toMs">No point is later.</param>
    /// <param name="step">From one point to the next.</param>
    public Task<IReadOnlyList<PromSeries>> RangeAsync(string expression, long fromMs, long toMs, TimeSpan step) => AskAsync("query_range", new(StringComparer.Ordinal)
    {
        ["query"] = expression,
        ["start"] = Seconds(fromMs),
        ["end"] = Seconds(toMs),
        ["step"] = step.TotalSeconds.ToString(CultureInfo.InvariantCulture),
    });

    /// <summary>The values of a label.</summary>
    /// <param name="label">The label.</param>
    /// <param name="selector">Of which series; of all when empty.</param>
    public async Task<IReadOnlyList<string>> LabelValuesAsync(string label, string selector = "")
    {
        var query = selector.Length == 0 ? "" : $"?match[]={Uri.EscapeDataString(selector)}";
        using var json = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(server, $"api/v1/label/{label}/values{query}")));
        return [.. json.RootElement.GetProperty("data").EnumerateArray().Select(value => value.GetString()!)];
    }

    /// <summary>The values of an instant vector by one of its labels.</summary>
    public async Task<IReadOnlyDictionary<string, double>> ByAsync(string label, string expression, long? atMs = null) =>
        (await QueryAsync(expression, atMs)).ToDictionary(series => series[label], series => series.Last, StringComparer.Ordinal);

    /// <summary>The value of an expression that gives one series.</summary>
    public async Task<double> OneAsync(string expression, long? atMs = null) => (await QueryAsync(expression, atMs)).Single().Last;

    private async Task<IReadOnlyList<PromSeries>> AskAsync(string what, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        using var answer = await http.PostAsync(new Uri(server, $"api/v1/{what}"), content);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync());
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{form["query"]}: {json.RootElement.GetProperty("error")}");
        return [.. json.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(SeriesOf)];
    }

    private static string Seconds(long ms) => (ms / 1000.0).ToString("F3", CultureInfo.InvariantCulture);

    private static PromSeries SeriesOf(JsonElement result)
    {
        var labels = result.GetProperty("metric").EnumerateObject()
            .ToDictionary(label => label.Name, label => label.Value.GetString()!, StringComparer.Ordinal);
        return result.TryGetProperty("value", out var value)
            ? new PromSeries(labels, [SampleOf(value)])
            : new PromSeries(labels, [.. result.GetProperty("values").EnumerateArray().Select(SampleOf)]);
    }

    private static (long AtMs, double Value) SampleOf(JsonElement pair) => (
        (long)Math.Round(pair[0].GetDouble() * 1000),
        double.Parse(pair[1].GetString()!.Replace("Inf", "Infinity", StringComparison.Ordinal), CultureInfo.InvariantCulture));
}

/// <summary>A series of an answer.</summary>
/// <param name="Labels">Labels, the metric name (<c>__name__</c>) among them where there is one.</param>
/// <param name="Samples">Times in ms since the Unix epoch, and values; oldest first.</param>
public sealed record PromSeries(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<(long AtMs, double Value)> Samples)
{
    /// <summary>A label's value; empty when it has none.</summary>
    public string this[string label] => Labels.GetValueOrDefault(label, "");

    /// <summary>The newest value.</summary>
    public double Last => Samples[^1].Value;
}
