using Microsoft.Extensions.Internal;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>
/// Numbers the accesses to a cache instead of telling the time, so that the order of their use is exact: wall time is the same
/// for many accesses, and can be set back. Any thread.
/// </summary>
internal sealed class AccessClock : ISystemClock
{
    private long _accesses;

    /// <summary>Later than ever before.</summary>
    public DateTimeOffset UtcNow => new(Interlocked.Increment(ref _accesses), TimeSpan.Zero);
}
