namespace Aggregator.Regional.Ingest.Generate;

/// <summary>
/// Ranks from 0 to below <paramref name="count"/>, rank r with a probability close to 1 / (r + 1): Zipf's law with
/// exponent 1. The inverse of the continuous law, (count + 1)^u, needs no table, so five million tenants cost nothing.
/// </summary>
internal readonly struct Zipf(int count)
{
    // Rounded, because the last bits of a logarithm may differ between machines; Rank stays in range all the same.
    private readonly double _log2 = Math.Round(Math.Log2(count + 1.0), 9);

    /// <summary>The rank at <paramref name="share"/> (0 to below 1) of the distribution.</summary>
    public int Rank(double share) => Math.Clamp((int)Exp2(share * _log2) - 1, 0, count - 1);

    /// <summary>
    /// 2^x for x from -1000 to 1000, by the Taylor series of the fraction. Math.Pow differs in its last bits from one C
    /// library to the next, and so would the logs.
    /// </summary>
    public static double Exp2(double x)
    {
        var whole = Math.Floor(x);
        var power = (x - whole) * 0.693147180559945309;
        var term = 1.0;
        var sum = 1.0;
        for (var k = 1; k <= 16; k++)
        {
            term = term * power / k;
            sum += term;
        }
        return sum * BitConverter.Int64BitsToDouble(((long)whole + 1023) << 52);
    }
}
