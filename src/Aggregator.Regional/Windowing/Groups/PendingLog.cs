namespace Aggregator.Regional.Windowing.Groups;

/// <summary>A log on its way into its group, without a reference to its bytes.</summary>
internal struct PendingLog
{
    /// <summary>Its group; without the tenant's number while <see cref="Uid"/> is to be looked up.</summary>
    public GroupNumbers Key;

    /// <summary>The tenant's uid when a key holds it; else of length 0, and the number is known.</summary>
    public ByteKey Uid;

    /// <summary>The group's hash, once the group is known.</summary>
    public uint Hash;

    /// <summary>The group's place, once it is found.</summary>
    public int Place;

    /// <summary>In ms; below 0 for none.</summary>
    public int LatencyMs;

    public bool IsSlow;
}
