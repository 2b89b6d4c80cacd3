namespace Aggregator.Core.Dimensions.Database;

/// <summary>
/// How long to wait between two readings of a table, give or take a tenth, so that not all workers come at once. After a
/// failure sooner: 5 s, doubling to the interval.
/// </summary>
public sealed class RefreshSchedule(TimeSpan interval, Random random)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);

    private TimeSpan _retry = FirstRetry;

    /// <summary>The wait after a reading.</summary>
    public TimeSpan AfterSuccess()
    {
        _retry = FirstRetry;
        return WithJitter(interval);
    }

    /// <summary>The wait after a reading that failed.</summary>
    public TimeSpan AfterFailure()
    {
        var wait = _retry < interval ? _retry : interval;
        _retry = wait * 2;
        return WithJitter(wait);
    }

    private TimeSpan WithJitter(TimeSpan wait) => wait * (0.9 + (0.2 * random.NextDouble()));
}
