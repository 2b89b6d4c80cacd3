using System.Text;
using Aggregator.Central.Options;
using Aggregator.Core.Transport.Kafka;
using Aggregator.PipelineTests.Support;
using Confluent.Kafka;

namespace Aggregator.PipelineTests.Kafka.Scenarios;

/// <summary>Messages that no shipper should send, and what must become of their logs. What is aggregated of them is of <see cref="Product"/>.</summary>
internal sealed class PoisonMessages : IDisposable
{
    /// <summary>The product of the good logs among the bad ones begins so.</summary>
    public const string Product = "poison";

    /// <summary>Largest message, bytes.</summary>
    public const int MaxMessageBytes = 12_000_000;

    private const int Depth = 50_000;

    private readonly IProducer<Null, byte[]?> _producer;

    public PoisonMessages(string bootstrap) => _producer = new ProducerBuilder<Null, byte[]?>(
        new ProducerConfig(KafkaClients.ConfigOf(new CompactTopicOptions { Bootstrap = bootstrap }, "poison")) { EnableIdempotence = true, MessageMaxBytes = MaxMessageBytes }).Build();

    /// <summary>Outcomes and details of all the logs of <see cref="All"/>, with their number.</summary>
    public static IReadOnlyDictionary<(string Outcome, string Detail), int> Outcomes { get; } = new Dictionary<(string, string), int>
    {
        [("malformed", "empty")] = 2,
        [("malformed", "too_long")] = 1,
        [("malformed", "not_in_format")] = 5,
        [("malformed", "cut_off")] = 2,
        [("malformed", "no_time")] = 1,
        [("malformed", "before_2000")] = 1,
        [("future", "")] = 1,
        [("too_old", "")] = 1,
        [("filtered", "required")] = 1,
        [("aggregated", "")] = 4,
    };

    /// <summary>Logs in all.</summary>
    public static int Logs => Outcomes.Values.Sum();

    /// <summary>Of these, those that go to dead letters.</summary>
    public static int Rejected => Outcomes.Where(outcome => outcome.Key.Outcome is not "filtered" and not "aggregated").Sum(outcome => outcome.Value);

    /// <summary>Sends each into a partition; ends when they are acknowledged.</summary>
    public Task SendAsync(string topic, int partition) =>
        Task.WhenAll(All().Select(value => SendAsync(topic, partition, value)));

    /// <summary>Sends one.</summary>
    public Task SendAsync(string topic, int partition, byte[]? value) =>
        _producer.ProduceAsync(new TopicPartition(topic, partition), new Message<Null, byte[]?> { Value = value });

    /// <inheritdoc/>
    public void Dispose() => _producer.DisposeInTime("the producer of bad messages");

    private static IEnumerable<byte[]?> All()
    {
        var nowS = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        yield return [];
        yield return null;
        yield return [.. Enumerable.Repeat((byte)'x', 10_000_000)];
        yield return Noise(5000);
        // As a dead letter it would be larger than a message may be, if it were not cut.
        yield return Noise(900_000);
        yield return Text($$"""{"__time__":{{nowS}},"Product":"poison" """);
        // A scanner that calls itself for every level would end the process.
        yield return Text(string.Concat(Enumerable.Repeat("""{"a":""", Depth)));
        yield return Text($$"""{"__time__":{{nowS}},"a":{{string.Concat(Enumerable.Repeat("[", Depth))}}{{string.Concat(Enumerable.Repeat("]", Depth))}}}""");
        yield return Text("""{"Product":"poison","Api":"a"}""");
        yield return Text($$"""{"__time__":{{nowS}},"Api":"a"}""");
        yield return Text(Log(1));
        yield return Text(Log(nowS + 600));
        yield return Text(Log(nowS - 90_000));
        yield return [.. Text($$"""{"__time__":{{nowS}},"Product":"poison"""), 0xFF, 0xC0, .. Text("\",\"Api\":\"a\"}")];
        yield return Text($"{Log(nowS)}\nno log\r\n{Log(nowS)}\r\n\n{{\"__time__\":{nowS},\n{Log(nowS)}\n");
    }

    private static string Log(long timeS) => $$"""{"__time__":{{timeS}},"Product":"poison","Api":"a"}""";

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Random bytes, none of which ends a line.</summary>
    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        bytes.AsSpan().Replace((byte)'\n', (byte)0xFE);
        bytes[0] = 0xFF;
        return bytes;
    }
}
