using Aggregator.Regional.Options;

namespace Aggregator.Regional;

/// <summary>Who the engine is, and by which rules it aggregates.</summary>
/// <param name="Region">Source region.</param>
/// <param name="Worker">Stable name of the worker in its region.</param>
/// <param name="Epoch">The worker's incarnation; grows with every start.</param>
/// <param name="Windows">Windows and flushes.</param>
/// <param name="Measures">Slow and limited.</param>
public sealed record RegionalEngineOptions(
    string Region, string Worker, long Epoch, WindowOptions Windows, MeasureOptions Measures);
