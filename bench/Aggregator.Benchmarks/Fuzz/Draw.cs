using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>The random choices of one case, which its seed and number decide alone.</summary>
internal struct Draw(ulong seed, long number)
{
    private CounterRandom _random = new(seed, (ulong)number);

    /// <summary>True in so great a share of all cases.</summary>
    public bool Chance(double share) => _random.Share() < share;

    /// <summary>A number from 0 to below <paramref name="end"/>.</summary>
    public int Below(int end) => _random.Below(end);

    /// <summary>One of <paramref name="choices"/>.</summary>
    public T OneOf<T>(IReadOnlyList<T> choices) => choices[_random.Below(choices.Count)];
}
