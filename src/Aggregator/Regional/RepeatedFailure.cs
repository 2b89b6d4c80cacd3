namespace Aggregator.Regional;

/// <summary>Says which of many failures in a row to tell: each new one, then every tenth time and once a minute. One thread.</summary>
public sealed class RepeatedFailure(TimeProvider time)
{
    private const int ToldEvery = 10;
    private static readonly TimeSpan ToldAfter = TimeSpan.FromMinutes(1);

    private string? _last;
    private int _times;
    private long _toldAt;

    /// <summary>The next failure; true when it is to be told. Null ends the row.</summary>
    public bool IsTold(string? failure)
    {
        var isSame = string.Equals(failure, _last, StringComparison.Ordinal);
        _times = isSame ? _times + 1 : 0;
        _last = failure;
        if (failure is null) return false;
        var isTold = _times % ToldEvery == 0 || time.GetElapsedTime(_toldAt) >= ToldAfter;
        if (isTold) _toldAt = time.GetTimestamp();
        return isTold;
    }
}
