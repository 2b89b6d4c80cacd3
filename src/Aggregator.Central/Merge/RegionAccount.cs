using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>One region's running totals in the ledger, since the state began.</summary>
internal sealed class RegionAccount(string region)
{
    public string Region { get; } = region;

    public long Flushes { get; set; }

    public long RepeatedFlushes { get; set; }

    public long Messages { get; set; }

    public long LogsRead { get; set; }

    /// <summary>Logs in the rows of the region's flushes.</summary>
    public long RowLogs { get; set; }

    /// <summary>What <c>namespace_product_gw_http_req_total</c> gained by them.</summary>
    public long CountedTotal { get; set; }

    /// <summary>What <c>namespace_product_gw_http_req_late_total</c> gained by them.</summary>
    public long CountedLate { get; set; }

    public long Holes { get; set; }

    public long Lost { get; set; }

    public long OverlapPositions { get; set; }

    public long Gaps { get; set; }

    /// <summary>Logs by which flushes did not add up.</summary>
    public long ImbalanceLogs { get; set; }

    /// <summary>Batches of the compact topic that the operator let be skipped.</summary>
    public long SkippedBatches { get; set; }

    /// <summary>Messages of the compact topic that it kept no longer when they were to be read.</summary>
    public long ExpiredMessages { get; set; }

    /// <summary>How often the compact topic was found made anew or cut off.</summary>
    public long ReplacedTopics { get; set; }

    public SortedDictionary<(Outcome Outcome, string Detail), long> Outcomes { get; } = [];

    public void Save(BinaryWriter writer)
    {
        ReadOnlySpan<long> totals =
        [
            Flushes, RepeatedFlushes, Messages, LogsRead, RowLogs, CountedTotal, CountedLate, Holes, Lost, OverlapPositions,
            Gaps, ImbalanceLogs, SkippedBatches, ExpiredMessages, ReplacedTopics,
        ];
        foreach (var total in totals) writer.Write(total);
        writer.Write(Outcomes.Count);
        foreach (var ((outcome, detail), count) in Outcomes)
        {
            writer.Write((byte)outcome);
            writer.Write(detail);
            writer.Write(count);
        }
    }

    public void Load(BinaryReader reader, bool hasPasses)
    {
        Flushes = reader.ReadInt64();
        RepeatedFlushes = reader.ReadInt64();
        Messages = reader.ReadInt64();
        LogsRead = reader.ReadInt64();
        RowLogs = reader.ReadInt64();
        CountedTotal = reader.ReadInt64();
        CountedLate = reader.ReadInt64();
        Holes = reader.ReadInt64();
        Lost = reader.ReadInt64();
        OverlapPositions = reader.ReadInt64();
        Gaps = reader.ReadInt64();
        ImbalanceLogs = reader.ReadInt64();
        if (hasPasses) (SkippedBatches, ExpiredMessages, ReplacedTopics) = (reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        var outcomes = reader.ReadInt32();
        for (var i = 0; i < outcomes; i++)
            Outcomes.Add(((Outcome)reader.ReadByte(), reader.ReadString()), reader.ReadInt64());
    }
}
