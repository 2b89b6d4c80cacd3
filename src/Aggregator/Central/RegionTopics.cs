using Aggregator.Central.Topics;
using Aggregator.Central.Topics.Kafka;
using Aggregator.Configuration;
using Microsoft.Extensions.Logging;

namespace Aggregator.Central;

/// <summary>The compact topics of the configuration's regions, each on its own cluster.</summary>
public sealed class RegionTopics : IDisposable
{
    private readonly List<KafkaTopicSource> _sources = [];
    private readonly List<CompactTopic> _topics = [];

    private RegionTopics()
    {
    }

    /// <summary>The clients, in the configuration's order.</summary>
    public IReadOnlyList<KafkaTopicSource> Sources => _sources;

    /// <summary>The topics over them.</summary>
    public IReadOnlyList<CompactTopic> Topics => _topics;

    /// <summary>Makes a client a region; nothing is read yet, and no broker is needed.</summary>
    /// <exception cref="IOException">A file of a secret cannot be read; the message names it.</exception>
    public static RegionTopics Open(AggregatorOptions options, IReadOnlyList<BatchAddress> skips, ILoggerFactory loggers)
    {
        var opened = new RegionTopics();
        try
        {
            foreach (var region in options.Central.Regions)
            {
                var source = new KafkaTopicSource(region, loggers.CreateLogger<KafkaTopicSource>());
                opened._sources.Add(source);
                opened._topics.Add(new CompactTopic(region.Region, source, (long)options.Windows.Size.TotalMilliseconds, skips));
            }
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Ends the clients; not before the thread that merges.</summary>
    public void Dispose()
    {
        foreach (var source in _sources) source.BeginStop();
        foreach (var topic in _topics) topic.Dispose();
    }
}
