using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// Tests that share the run of <see cref="DrillRun"/>. It measures seconds, so nothing else runs beside it.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Drills : ICollectionFixture<DrillRun>
{
    public const string Name = "Drills";
}
