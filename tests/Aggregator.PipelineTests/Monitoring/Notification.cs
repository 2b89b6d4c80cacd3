using System.Text.Json;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>One alert of a webhook call of Alertmanager's.</summary>
/// <param name="AtMs">When the call arrived, in ms since the Unix epoch.</param>
/// <param name="Receiver">Name of the receiver in Alertmanager's configuration.</param>
/// <param name="IsFiring">False when it tells that the alert is resolved.</param>
/// <param name="Labels">The alert's labels.</param>
/// <param name="Annotations">The alert's annotations.</param>
internal sealed record Notification(
    long AtMs, string Receiver, bool IsFiring, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations)
{
    /// <summary>The alert's name.</summary>
    public string Alert => this["alertname"];

    /// <summary>A label's value; empty when it has none.</summary>
    public string this[string label] => Labels.GetValueOrDefault(label, "");

    /// <summary>True when somebody is called out of bed.</summary>
    public bool IsPage => this["severity"] is "critical";

    /// <summary>The alerts of a call's body, as the webhook's version 4 writes it.</summary>
    public static IReadOnlyList<Notification> Parse(long atMs, ReadOnlySpan<byte> body)
    {
        var call = JsonSerializer.Deserialize<JsonElement>(body);
        return
        [
            .. call.GetProperty("alerts").EnumerateArray().Select(alert => new Notification(
                atMs, call.GetProperty("receiver").GetString()!, alert.GetProperty("status").GetString() is "firing",
                Texts(alert.GetProperty("labels")), Texts(alert.GetProperty("annotations")))),
        ];
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{DateTimeOffset.FromUnixTimeMilliseconds(AtMs):HH:mm:ss.f} {(IsFiring ? "firing" : "resolved")} {string.Join(' ', Labels.Select(label => $"{label.Key}={label.Value}"))}";

    private static Dictionary<string, string> Texts(JsonElement names) =>
        names.EnumerateObject().ToDictionary(name => name.Name, name => name.Value.GetString()!, StringComparer.Ordinal);
}
