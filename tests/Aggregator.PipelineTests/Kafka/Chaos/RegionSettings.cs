namespace Aggregator.PipelineTests.Kafka.Chaos;

/// <summary>What a scenario wants otherwise than the other tests; text goes into the configuration as it is.</summary>
internal sealed record RegionSettings
{
    /// <summary>The region.</summary>
    public string Region { get; init; } = RegionOnKafka.Region;

    /// <summary><c>compact.delivery</c>.</summary>
    public string Delivery { get; init; } = "exactly-once";

    /// <summary><c>windows.flush_interval</c>.</summary>
    public string FlushInterval { get; init; } = "1s";

    /// <summary>More of <c>windows</c>, such as <c>idle_after: 2s</c>.</summary>
    public string Windows { get; init; } = "";

    /// <summary><c>sources[].kafka.start</c>.</summary>
    public string Start { get; init; } = "earliest";

    /// <summary>More properties of the workers' consumers, such as <c>session.timeout.ms: 3000</c>.</summary>
    public string Consumer { get; init; } = "";

    /// <summary>More lines at the top of the workers' file.</summary>
    public string Regional { get; init; } = "";

    /// <summary>More lines of <c>central</c>, each with two spaces before it.</summary>
    public string Central { get; init; } = "";

    /// <summary>Regions that the centre reads too.</summary>
    public IReadOnlyList<(string Region, string Bootstrap, string Compact)> OtherRegions { get; init; } = [];
}
