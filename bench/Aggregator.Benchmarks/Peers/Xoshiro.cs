using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.Benchmarks.Peers;

/// <summary>xoshiro256** (Blackman, Vigna 2018), seeded by SplitMix64: the stream of random numbers that the peers' data are made of.</summary>
internal sealed class Xoshiro
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;

    public Xoshiro(ulong seed)
    {
        _a = CounterRandom.Mix(seed += Gamma);
        _b = CounterRandom.Mix(seed += Gamma);
        _c = CounterRandom.Mix(seed += Gamma);
        _d = CounterRandom.Mix(seed + Gamma);
    }

    /// <summary>A number from 0 to below <paramref name="end"/>.</summary>
    public int Below(int end) => (int)Math.BigMul(Next(), (ulong)end, out _);

    /// <summary>A number from 0 to below 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A standard normal number (Box and Muller).</summary>
    public double Normal()
    {
        var (u, v) = (1 - Share(), Share());
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v);
    }

    /// <summary>One of <paramref name="choices"/>.</summary>
    public T OneOf<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    private ulong Next()
    {
        var result = ulong.RotateLeft(_b * 5, 7) * 9;
        var shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = ulong.RotateLeft(_d, 45);
        return result;
    }
}
