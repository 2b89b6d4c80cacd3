using System.Text.Json.Nodes;

namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>One panel: what it asks, and how it shows the answer. Its kinds are in the folder Panels.</summary>
/// <param name="Id">Its number in the dashboard. Alerts and bookmarks link to it: it never changes and is never used again.</param>
/// <param name="Key">Its name in code; see <see cref="PanelLinks"/>.</param>
/// <param name="Title">What stands above it.</param>
internal abstract record Panel(int Id, string Key, string Title)
{
    /// <summary>What it says, and what to do when it is bad.</summary>
    public required string Description { get; init; }

    /// <summary>Width, of 24 columns.</summary>
    public required int Width { get; init; }

    /// <summary>Unit of the values.</summary>
    public string Unit { get; init; } = Units.Count;

    /// <summary>Which values are bad.</summary>
    public Thresholds Thresholds { get; init; } = Thresholds.None;

    /// <summary>Where a value leads.</summary>
    public IReadOnlyList<DataLink> Links { get; init; } = [];

    /// <summary>What it asks.</summary>
    public abstract IReadOnlyList<Query> Asked { get; }

    /// <summary>Every way out of it, those of columns included.</summary>
    public virtual IEnumerable<DataLink> AllLinks => Links;

    /// <summary>Grafana's name for its kind.</summary>
    public abstract string Type { get; }

    /// <summary>Over the time range, or at its end alone.</summary>
    public abstract bool IsInstant { get; }

    /// <summary>Grafana's name for the form of the answers.</summary>
    public virtual string Format => "time_series";

    /// <summary>Grafana's name for what a colour stands for: how bad a value is, or which series it is.</summary>
    public virtual string ColorMode => "thresholds";

    /// <summary>How it shows values.</summary>
    public abstract JsonObject Options();

    /// <summary>How values look; one object of Grafana's fieldConfig.</summary>
    public virtual JsonObject FieldConfig() => new()
    {
        ["defaults"] = FieldJson.Defaults(this, Custom()),
        ["overrides"] = Overrides(),
    };

    /// <summary>What is done with the answers before they are shown.</summary>
    public virtual JsonArray Transformations() => [];

    /// <summary>What only this kind of panel knows of a field.</summary>
    protected virtual JsonObject Custom() => [];

    /// <summary>Fields that look otherwise.</summary>
    protected virtual JsonArray Overrides() => [];
}
