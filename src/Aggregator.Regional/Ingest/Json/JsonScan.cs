namespace Aggregator.Regional.Ingest.Json;

/// <summary>What is known of a text that is being scanned.</summary>
internal enum JsonScan
{
    /// <summary>No damage so far.</summary>
    Sound,

    /// <summary>The text ended where more would have made it right.</summary>
    CutOff,

    /// <summary>Nothing that could follow would make it right.</summary>
    Damaged,
}
