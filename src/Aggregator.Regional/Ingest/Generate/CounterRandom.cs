namespace Aggregator.Regional.Ingest.Generate;

/// <summary>
/// Pseudo-random numbers that depend on a key and a number alone, so that log n can be made without the logs before
/// it. SplitMix64 (Steele, Lea, Flood 2014), started at a hash of both; System.Random may change between versions.
/// Only additions, multiplications and shifts are used: every machine draws the same.
/// </summary>
internal struct CounterRandom(ulong key, ulong number)
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state = Mix(key ^ Mix(number + Gamma));

    /// <summary>SplitMix64's finalizer: a bijection that scatters close numbers.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>A hash of <paramref name="text"/> that is the same in every process (string.GetHashCode is not).</summary>
    public static ulong Hash(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var c in text) hash = (hash ^ c) * 0x100000001B3;
        return Mix(hash);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(_state += Gamma);

    /// <summary>A number from 0 to below <paramref name="end"/>.</summary>
    public int Below(int end) => (int)Math.BigMul(Next(), (ulong)end, out _);

    /// <summary>A number from 0 to below 1.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A standard normal number, as the sum of 12 uniform ones (Irwin-Hall): never beyond 6.</summary>
    public double Normal()
    {
        long sum = 0;
        for (var draw = 0; draw < 3; draw++)
        {
            var bits = Next();
            for (var lane = 0; lane < 4; lane++, bits >>= 16) sum += (long)(bits & 0xFFFF);
        }
        return sum / 65536.0 - 6;
    }
}
