using Aggregator.PipelineTests.Broker.Log;

namespace Aggregator.PipelineTests.Broker.Requests;

/// <summary>A Fetch as the client asks it. <paramref name="Committed"/>: only up to the last stable offset.</summary>
internal sealed record FetchQuery(short Version, int MaxWaitMs, int MinBytes, int MaxBytes, bool Committed, List<FetchedFrom> Partitions)
{
    public static FetchQuery Read(Request request)
    {
        var (body, version) = (request.Body, request.Version);
        body.Int32(); // replica
        var (maxWaitMs, minBytes, maxBytes, committed) = (body.Int32(), body.Int32(), body.Int32(), body.Byte() == 1);
        if (version >= 7) body.Int64(); // fetch session: id and epoch
        var topics = body.Array(r => (Topic: r.Text(), Partitions: r.Array(p =>
        {
            var partition = p.Int32();
            if (version >= 9) p.Int32(); // leader epoch
            var offset = p.Int64();
            if (version >= 5) p.Int64(); // the client's log start
            return (Partition: partition, Offset: offset, MaxBytes: p.Int32());
        })));
        var partitions = topics.SelectMany(t => t.Partitions.Select(p => new FetchedFrom(new PartitionName(t.Topic, p.Partition), p.Offset, p.MaxBytes)));
        return new FetchQuery(version, maxWaitMs, minBytes, maxBytes, committed, [.. partitions]);
    }
}

/// <summary>Where a partition is to be read from.</summary>
internal readonly record struct FetchedFrom(PartitionName Name, long Offset, int MaxBytes);
