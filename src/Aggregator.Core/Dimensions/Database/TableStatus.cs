namespace Aggregator.Core.Dimensions.Database;

/// <summary>How the refreshing of a table is going.</summary>
/// <param name="Facts">What is known of the copy in use.</param>
/// <param name="Refreshes">Readings since the start, the first and failed ones included.</param>
/// <param name="Failures">Those that failed.</param>
/// <param name="Time">What all of them took.</param>
/// <param name="LastTime">What the last one took.</param>
public sealed record TableStatus(TableFacts Facts, long Refreshes, long Failures, TimeSpan Time, TimeSpan LastTime)
{
    /// <summary>Readings whose copy could not be written; the table was put in use all the same.</summary>
    public long CopyFailures { get; private init; }

    /// <summary>After the first reading.</summary>
    internal static TableStatus AfterFirst(TableFacts facts, bool failed, TimeSpan took) =>
        new(facts, 1, failed ? 1 : 0, took, took) { CopyFailures = CopyFailuresOf(facts) };

    /// <summary>After another reading.</summary>
    internal TableStatus Succeeded(TableFacts facts, TimeSpan took) => After(took) with { Facts = facts, CopyFailures = CopyFailures + CopyFailuresOf(facts) };

    /// <summary>After another one that failed.</summary>
    internal TableStatus Failed(TimeSpan took) => After(took) with { Failures = Failures + 1 };

    private static int CopyFailuresOf(TableFacts facts) => facts.CopyFailure is null ? 0 : 1;

    private TableStatus After(TimeSpan took) => this with { Refreshes = Refreshes + 1, Time = Time + took, LastTime = took };
}
