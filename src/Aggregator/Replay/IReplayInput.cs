using Aggregator.Regional.Ingest;
using Aggregator.Regional.Options;

namespace Aggregator.Replay;

/// <summary>What a replay reads: files, or topics.</summary>
public interface IReplayInput
{
    /// <summary>How much there is, in the unit of <see cref="IBoundedLogSource.Progress"/>.</summary>
    long Total { get; }

    /// <summary>The part that one of <paramref name="workers"/> reads: together they read everything once.</summary>
    IReadOnlyList<ReplayShare> SharesOf(int worker, int workers);
}

/// <summary>A source for one worker, which disposes it, and how its logs are read.</summary>
/// <param name="Source">The source.</param>
/// <param name="Format">How logs are written.</param>
/// <param name="MaxAge">Age at arrival above which a log is too old; null for sources that know no arrival.</param>
public sealed record ReplayShare(IBoundedLogSource Source, SourceOptions Format, TimeSpan? MaxAge);
