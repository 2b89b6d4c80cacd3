using Xunit;

namespace Aggregator.PipelineTests.Replay;

/// <summary>Replays that take all processors for a while run by themselves: tests beside them measure time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class BigReplays
{
    /// <summary>Its name.</summary>
    public const string Name = "big replays";
}
