using Aggregator.Central;
using Aggregator.Central.Options;
using Aggregator.Core.Wire;
using Aggregator.Tests.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Central;

public sealed class AnyFlushTests
{
    private const int Engines = 20;
    private const int FlushesOfEach = 25;

    /// <summary>Numbers as a defect of its writer makes them: the centre must not end, for it would again after each restart.</summary>
    [Fact]
    public void Whatever_a_batch_can_say_is_merged_published_and_saved()
    {
        for (var engineSeed = 0; engineSeed < Engines; engineSeed++)
        {
            var engine = new CentralEngine(new CentralOptions(), windowSizeMs: 10_000, (_, _, _) => null, eventTime: engineSeed % 2 == 0);
            var nowMs = CentralWorld.StartMs;
            for (var i = 0; i < FlushesOfEach; i++)
            {
                engine.Merge(AnyFlush(engineSeed * FlushesOfEach + i), nowMs);
                engine.Publish(nowMs += 1_000);
            }
            using var state = new MemoryStream();
            engine.Save(state);
        }
    }

    // Any, but for topics of few partitions: each one that is announced is waited for.
    private static Flush AnyFlush(int seed)
    {
        var flush = new FlushGenerator(seed).Next();
        flush = flush with { WindowSizeMs = 10_000, Sources = [.. flush.Sources.Select(source => source with { PartitionCount = source.PartitionCount % 8 })] };
        return BatchReader.Read(BatchWriter.Write(flush)[0]).Chunk!.Flush;
    }
}
