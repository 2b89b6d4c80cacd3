using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Aggregator.Core.Telemetry;

/// <summary>
/// The process's own instruments (<c>System.Diagnostics.Metrics</c>) as Prometheus text. Only observable instruments are
/// read, at the scrape: the record path has no instruments, it counts in locals.
/// </summary>
public sealed class MeterExposition : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Listens to the meters whose name begins with <paramref name="prefix"/>.</summary>
    public MeterExposition(string prefix)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!instrument.Meter.Name.StartsWith(prefix, StringComparison.Ordinal) || !instrument.IsObservable) return;
            _families[instrument.Name] = new Family(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All instruments as they are now, in text format 0.0.4.</summary>
    public string Write()
    {
        lock (_lock)
        {
            foreach (var family in _families.Values) family.Samples.Clear();
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var (name, family) in _families) family.WriteTo(text, name);
            return text.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new StringBuilder();
        foreach (var (key, label) in tags)
        {
            var escaped = (label?.ToString() ?? "").Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            labels.Append(labels.Length == 0 ? '{' : ',').Append(CultureInfo.InvariantCulture, $"{key}=\"{escaped}\"");
        }
        if (labels.Length > 0) labels.Append('}');
        _families[instrument.Name].Samples.Add((labels.ToString(), value));
    }

    private sealed class Family(Instrument instrument)
    {
        public List<(string Labels, double Value)> Samples { get; } = [];

        public void WriteTo(StringBuilder text, string name)
        {
            if (Samples.Count == 0) return;
            var type = instrument.GetType().Name.StartsWith("ObservableCounter", StringComparison.Ordinal) ? "counter" : "gauge";
            text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {instrument.Description}\n# TYPE {name} {type}\n");
            foreach (var (labels, value) in Samples.OrderBy(sample => sample.Labels, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value}\n");
            }
        }
    }
}
