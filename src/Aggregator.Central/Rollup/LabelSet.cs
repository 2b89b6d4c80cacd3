namespace Aggregator.Central.Rollup;

/// <summary>What is known of a label set besides its numbers. Times are wall time unless said.</summary>
internal struct LabelSet
{
    /// <summary>Stands for "never".</summary>
    public const long Never = long.MaxValue;

    public LabelSet(byte[] text, bool isReserved) => (Text, IsReserved) = (text, isReserved);

    /// <summary>The labels as the exposition has them, from <c>{</c> to before <c>}</c>; null for a free place.</summary>
    public byte[]? Text { get; }

    /// <summary>True for the label sets that the product itself writes; they take no place of the budget.</summary>
    public bool IsReserved { get; }

    /// <summary>Of a tenant: its level is known to be the last one learnt. Only a short cut: nothing is lost where it is false.</summary>
    public bool HasLastLevel { get; set; }

    /// <summary>The regions that feed its slots, a bit each (see <see cref="Feeders"/>).</summary>
    public ulong FedBy { get; set; }

    /// <summary>
    /// Its counters show 0 until then, so that a scrape sees their first increase; <see cref="Never"/> before they were
    /// published. Fixed at the first publication: a longer hold that is configured later must not hide what was shown.
    /// </summary>
    public long ZeroUntilMs { get; set; } = Never;

    /// <summary>When its last row was merged, late ones included.</summary>
    public long LastMergedMs { get; set; }

    /// <summary>When the last row that was not late was merged; <see cref="long.MinValue"/> before.</summary>
    public long LastTrafficMs { get; set; } = long.MinValue;

    /// <summary>
    /// Start of its first slot (event time) since it last had no gauges; gauges begin when that slot has closed.
    /// </summary>
    public long FirstSlotMs { get; set; } = Never;

    /// <summary>It is part of a publication.</summary>
    /// <param name="zeroUntilMs">Until when its counters show 0, if it is its first.</param>
    /// <param name="idleBeforeMs">Its gauges end when its last traffic is older.</param>
    public void MarkPublished(long zeroUntilMs, long idleBeforeMs)
    {
        if (ZeroUntilMs == Never) ZeroUntilMs = zeroUntilMs;
        if (LastTrafficMs < idleBeforeMs) FirstSlotMs = Never;
    }

    /// <summary>Counts its last row, and its last traffic if it had any, as merged at this wall time.</summary>
    public void RestartAges(long wallMs)
    {
        LastMergedMs = wallMs;
        if (LastTrafficMs != long.MinValue) LastTrafficMs = wallMs;
    }
}

/// <summary>Sets of regions as bits: the first 63 regions have one each, all later ones share the last.</summary>
internal static class Feeders
{
    private const int SharedBit = 63;

    /// <summary>The bit of a region by its index.</summary>
    public static ulong BitOf(int region) => 1UL << Math.Min(region, SharedBit);

    /// <summary>The index of the one region of a set; -1 when there may be more than one.</summary>
    public static int SingleRegionOf(ulong feeders) =>
        ulong.IsPow2(feeders) && feeders != 1UL << SharedBit ? System.Numerics.BitOperations.TrailingZeroCount(feeders) : -1;
}
