namespace Aggregator.Regional.Ingest.Generate;

/// <summary>How long a shipper takes to bring a message to the broker: any time from least to most, both in ms.</summary>
/// <param name="LeastMs">The shortest, at least 0.</param>
/// <param name="MostMs">The longest, at least <paramref name="LeastMs"/>.</param>
public readonly record struct ShippingDelay(int LeastMs, int MostMs)
{
    // Apart from the draws that make logs, so that shipping changes none of them.
    private const ulong Key = 0x5348_4950_5045_44;

    /// <summary>The delay of message <paramref name="number"/>; the same in every run.</summary>
    public long Of(long number) => LeastMs + new CounterRandom(Key, (ulong)number).Below(MostMs - LeastMs + 1);
}
