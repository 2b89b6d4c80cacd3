using Microsoft.Extensions.Logging;

namespace Aggregator.Regional.Ingest.Files;

/// <summary>What surrounds the file sources of a process.</summary>
/// <param name="OutOfOrdernessMs">The watermarks' bound.</param>
/// <param name="IdleAfterMs">How long a file's end that was seen stays believed.</param>
/// <param name="Time">Measures the time between scans.</param>
/// <param name="Logger">Hears of what cannot be read and of losses.</param>
/// <param name="Claims">Which source reads which file.</param>
public sealed record FileContext(long OutOfOrdernessMs, long IdleAfterMs, TimeProvider Time, ILogger Logger, FileClaims Claims);
