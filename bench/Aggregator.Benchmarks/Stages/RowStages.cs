using Aggregator.Central;
using Aggregator.Central.Options;
using Aggregator.Core.Wire;

namespace Aggregator.Benchmarks.Stages;

/// <summary>From the groups of a flush to the centre's counters, each step by itself. Every one is made for so many rows.</summary>
internal static class RowStages
{
    /// <summary>The groups into sorted rows with the levels of their tenants.</summary>
    public static Action Flush(int rows)
    {
        var (engine, partition) = StageInput.Filled(rows);
        return () => engine.MakeFlush([partition], GeneratedInput.StartMs);
    }

    /// <summary>The rows into the bytes of the compact topic.</summary>
    public static Action Encode(int rows)
    {
        var flush = StageInput.Flush(rows);
        return () => BatchWriter.Write(flush);
    }

    /// <summary>The bytes into rows.</summary>
    public static Action Decode(int rows)
    {
        var chunks = BatchWriter.Write(StageInput.Flush(rows));
        return () =>
        {
            foreach (var chunk in chunks)
            {
                if (!BatchReader.Read(chunk).IsRead) throw new InvalidOperationException("It cannot be read.");
            }
        };
    }

    /// <summary>The rows into counters and slots whose label sets are known. Every merge is a flush of its own, whose sources go on where the one before ended.</summary>
    public static Action Merge(int rows)
    {
        var flush = StageInput.Flush(rows);
        var centre = NewCentre();
        return () =>
        {
            var sources = flush.Sources.Select(source => source with { From = source.Next, Next = source.Next + source.Messages });
            flush = flush with { Id = flush.Id with { Sequence = flush.Id.Sequence + 1 }, Sources = [.. sources] };
            centre.Merge(flush, GeneratedInput.StartMs);
        };
    }

    /// <summary>A centre that has merged nothing.</summary>
    internal static CentralEngine NewCentre() => new(new CentralOptions(), windowSizeMs: 10_000, priorityOf: (_, _, _) => null, eventTime: true);
}
