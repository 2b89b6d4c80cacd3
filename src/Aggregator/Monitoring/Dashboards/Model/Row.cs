namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>Panels side by side, wrapped at 24 columns.</summary>
/// <param name="Title">Its heading; empty for none.</param>
/// <param name="Height">Height of each panel in grid units of about 38 pixels.</param>
/// <param name="Panels">Panels from left to right.</param>
internal sealed record Row(string Title, int Height, params IReadOnlyList<Panel> Panels);
