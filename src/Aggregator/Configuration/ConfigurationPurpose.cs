namespace Aggregator.Configuration;

/// <summary>What a configuration is read for: it says what must be in it.</summary>
public enum ConfigurationPurpose
{
    /// <summary>Whatever the file is for, by what it holds: for <c>validate</c> and tools.</summary>
    Any,

    /// <summary>Both tiers in one process: a region, and sources that need no broker.</summary>
    Standalone,

    /// <summary>Files through both tiers: a region, and a source of any kind that says how logs are written.</summary>
    Replay,

    /// <summary>A regional job: a region, <c>kafka:</c>, and sources that are topics.</summary>
    Regional,

    /// <summary>A central job: <c>central.regions</c>.</summary>
    Central,
}
