using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Generate;

/// <summary>
/// When a product has an error burst. Every <see cref="GenerateOptions.BurstEvery"/> after the start, the last
/// <see cref="GenerateOptions.BurstFor"/> of that time is a burst, so that each one follows upon a calm.
/// </summary>
internal sealed class ErrorBursts(GenerateOptions options, ulong key, long startMs)
{
    // A burst must be seen in the totals, so it hits one of the products that are called most.
    private const int Candidates = 5;

    private readonly long _everyMs = (long)options.BurstEvery.TotalMilliseconds;
    private readonly long _calmMs = (long)(options.BurstEvery - options.BurstFor).TotalMilliseconds;
    private readonly int _candidates = Math.Min(Candidates, options.Products);
    private readonly int? _named = options.BurstProduct is { } name
        ? GeneratedWorld.RankOf(name, options.Products) ?? throw new ArgumentException($"No product is called {name}.", nameof(options))
        : null;

    /// <summary>The rank of the product that has a burst at this event time, or -1.</summary>
    public int ProductAt(long eventTimeMs)
    {
        var sinceMs = eventTimeMs - startMs;
        if (_everyMs <= 0 || sinceMs < 0 || sinceMs % _everyMs < _calmMs) return -1;
        return _named ?? new CounterRandom(key, (ulong)(sinceMs / _everyMs)).Below(_candidates);
    }
}
