namespace Aggregator.Benchmarks.Peers;

/// <summary>Ranks from 0 to below <paramref name="count"/>, rank r as often as 1 / (r + 1)^<paramref name="exponent"/>, by a table of sums.</summary>
internal sealed class ZipfTable(int count, double exponent)
{
    private readonly double[] _sums = Sums(count, exponent);

    /// <summary>The rank at a share (0 to below 1) of the distribution.</summary>
    public int Rank(double share)
    {
        var at = Array.BinarySearch(_sums, share);
        return Math.Min(at < 0 ? ~at : at, _sums.Length - 1);
    }

    private static double[] Sums(int count, double exponent)
    {
        var (sums, sum) = (new double[count], 0.0);
        for (var rank = 0; rank < count; rank++)
        {
            sum += 1 / Math.Pow(rank + 1, exponent);
            sums[rank] = sum;
        }
        for (var rank = 0; rank < count; rank++) sums[rank] /= sum;
        return sums;
    }
}
