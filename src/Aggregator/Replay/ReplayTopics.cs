using System.Globalization;
using Aggregator.Configuration;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Core.Wire;
using Aggregator.Regional.Ingest.Kafka;
using Aggregator.Regional.Options;
using Aggregator.Topics;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aggregator.Replay;

/// <summary>
/// The part of the configuration's topics that can hold logs of a range of event times. Every worker reads some of the
/// partitions. No consumer group is joined or moved.
/// </summary>
public sealed class ReplayTopics : IReplayInput
{
    private const string ClientId = "aggregator-replay";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly AggregatorOptions _options;
    private readonly RegionalKafkaOptions _cluster;
    private readonly List<(KafkaSlice Slice, SourceOptions Source)> _slices = [];
    private readonly List<string> _warnings = [];

    private ReplayTopics(AggregatorOptions options, RegionalKafkaOptions cluster) => (_options, _cluster) = (options, cluster);

    /// <summary>Messages and markers: positions.</summary>
    public long Total => _slices.Sum(slice => slice.Slice.To - slice.Slice.From);

    /// <summary>The positions that are read, for people: a line a partition.</summary>
    public IEnumerable<string> Positions => _slices.Select(slice => string.Create(
        CultureInfo.InvariantCulture, $"{slice.Slice.Id.Topic}/{slice.Slice.Id.Partition}: {slice.Slice.From}→{slice.Slice.To}"));

    /// <summary>What may be missing from the range, for people.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>
    /// Looks up the positions by the records' timestamps: arrival, by the clock of the shipper or, where the topic says so, of
    /// the broker. What a shipper stamps further off than <paramref name="margin"/> or <c>windows.max_future</c> is not found.
    /// </summary>
    /// <param name="options">The configuration: its cluster, and every source that is a topic.</param>
    /// <param name="range">Event times.</param>
    /// <param name="margin">How long after its event time a log may have arrived.</param>
    /// <param name="stop">Ends the wait for brokers.</param>
    /// <exception cref="KafkaClusterException">The brokers cannot be reached, or a topic is not there.</exception>
    public static ReplayTopics Find(AggregatorOptions options, EventTimeRange range, TimeSpan margin, CancellationToken stop)
    {
        var found = new ReplayTopics(options, options.Kafka!);
        var clusterId = ClusterId.Read(options.Kafka!, ClientId, Timeout, stop);
        // A log is never aggregated when its event time is further than max_future after its arrival.
        var firstArrivalMs = range.FromMs - (long)options.Windows.MaxFuture.TotalMilliseconds;
        var endArrivalMs = range.ToMs + (long)margin.TotalMilliseconds;
        foreach (var source in options.Sources.Where(source => source.Kafka is not null)) found.Add(source, clusterId, firstArrivalMs, endArrivalMs);
        return found;
    }

    /// <inheritdoc/>
    public IReadOnlyList<ReplayShare> SharesOf(int worker, int workers) =>
        [.. _slices.Where((_, number) => number % workers == worker).Select(Share)];

    private void Add(SourceOptions source, string clusterId, long firstArrivalMs, long endArrivalMs)
    {
        var topic = new KafkaTopic(_cluster, source.Kafka!.Topic) { Consumer = _cluster.Consumer };
        using var offsets = new TopicOffsets(topic, ClientId);
        var partitions = offsets.Partitions();
        for (var partition = 0; partition < partitions; partition++)
        {
            var (begin, end) = offsets.EndsOf(partition);
            var from = offsets.AtTime(partition, firstArrivalMs) ?? end;
            // At the end itself a later log may have come since: what counts is the end that was asked first.
            var to = Math.Clamp(offsets.AtTime(partition, endArrivalMs) ?? end, Math.Min(from, end), end);
            var id = new SourceId(clusterId, topic.Name, partition);
            _slices.Add((new KafkaSlice(id, partitions, Math.Min(from, to), to, source.MaxLine), source));
            // Where a message of before the range is still kept, all of the range is.
            if (begin == 0 || from > (offsets.AtTime(partition, 0) ?? end)) continue;
            _warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{topic.Name}/{partition} begins at position {begin}: if it held older logs of this time, its retention has removed them, and they are missing here."));
        }
    }

    private ReplayShare Share((KafkaSlice Slice, SourceOptions Source) part)
    {
        var config = KafkaClients.ConsumerConfigOf(_cluster, ClientId, ClientId, _cluster.Consumer);
        var source = new KafkaSliceSource(
            part.Slice, config, (long)_options.Windows.OutOfOrderness.TotalMilliseconds, TimeProvider.System, NullLogger.Instance);
        return new ReplayShare(source, part.Source, _options.Windows.MaxAge);
    }
}
