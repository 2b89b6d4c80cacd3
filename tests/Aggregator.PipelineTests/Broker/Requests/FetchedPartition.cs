using Aggregator.PipelineTests.Broker.Log;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>What a Fetch gets of one partition.</summary>
internal sealed record FetchedPartition(PartitionName Name, ErrorCode Error)
{
    private bool _committed;
    private List<AbortedTransaction> _aborted = [];
    private IReadOnlyList<RecordBatch> _batches = [];
    private (long Start, long End, long LastStable) _offsets = (-1, -1, -1);

    /// <summary>Bytes of its batches.</summary>
    public int Bytes { get; private init; }

    public static FetchedPartition Refused(PartitionName name, ErrorCode error) => new(name, error);

    /// <summary>Takes whole batches up to a size; the first one in any case if <paramref name="evenTooLong"/>, so that a reader always gets on.</summary>
    public static FetchedPartition From(PartitionLog log, long offset, bool committed, long maxBytes, bool evenTooLong)
    {
        var offsets = (log.Start, log.End, log.LastStable);
        if (offset < log.Start || offset > log.End) return new FetchedPartition(log.Name, ErrorCode.OffsetOutOfRange) { _offsets = offsets };
        var batches = new List<RecordBatch>();
        var bytes = 0;
        var limit = committed ? log.LastStable : log.End;
        for (var i = log.IndexOf(offset); i < log.Batches.Count && log.Batches[i].First < limit; i++)
        {
            var length = log.Batches[i].Bytes.Length;
            if (bytes + length > maxBytes && !(evenTooLong && batches.Count == 0)) break;
            batches.Add(log.Batches[i]);
            bytes += length;
        }
        return new FetchedPartition(log.Name, ErrorCode.None)
        {
            Bytes = bytes,
            _offsets = offsets,
            _batches = batches,
            _committed = committed,
            _aborted = committed && batches.Count > 0 ? log.AbortedBetween(offset, batches[^1].Last) : [],
        };
    }

    public void Write(ResponseWriter response, short version)
    {
        response.Int32(Name.Partition).Error(Error).Int64(_offsets.End).Int64(_offsets.LastStable);
        if (version >= 5) response.Int64(_offsets.Start);
        if (_committed) response.Array(_aborted, a => response.Int64(a.ProducerId).Int64(a.First));
        else response.Int32(-1);
        if (version >= 11) response.Int32(-1); // no preferred replica
        response.Int32(Bytes);
        foreach (var batch in _batches) response.Raw(batch.Bytes);
    }
}
