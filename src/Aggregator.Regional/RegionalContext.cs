using Aggregator.Regional.Ingest;
using Aggregator.Regional.Telemetry;

namespace Aggregator.Regional;

/// <summary>What surrounds a regional pipeline.</summary>
/// <param name="Region">Source region.</param>
/// <param name="Time">Wall time.</param>
/// <param name="Restored">What its sources have not claimed of the progress before the restart.</param>
/// <param name="Progress">What it tells the outside of its progress.</param>
public sealed record RegionalContext(string Region, TimeProvider Time, RestoredProgress Restored, RegionalProgress Progress);
