using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Options;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Aggregator.Tests.Core.Transport.Kafka;

public sealed class KafkaLoggingTests
{
    [Fact]
    public void What_the_library_says_is_logged_without_secrets()
    {
        var lines = new Lines();
        var cluster = new RegionalKafkaOptions
        {
            Bootstrap = "127.0.0.1:1",
            Sasl = new SaslOptions { Username = "u", Password = "open-sesame" },
            // Prints the whole configuration, and a warning about a consumer's property.
            Properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["debug"] = "conf", ["fetch.wait.max.ms"] = "5" },
        };

        using (new ProducerBuilder<Null, Null>(KafkaClients.ProducerConfigOf(cluster, "test", "t")).LogTo(lines).Build())
        {
            Assert.True(lines.Has(LogLevel.Warning, "fetch.wait.max.ms"));
        }

        Assert.Contains(lines.All(), line => line.Level == LogLevel.Debug && line.Text.Contains("sasl.password", StringComparison.Ordinal));
        Assert.All(lines.All(), line => Assert.StartsWith("Kafka client, ", line.Text, StringComparison.Ordinal));
        Assert.DoesNotContain(lines.All(), line => line.Text.Contains("open-sesame", StringComparison.Ordinal));
    }

    // Written to from librdkafka's threads.
    private sealed class Lines : ILogger
    {
        private readonly List<(LogLevel Level, string Text)> _lines = [];

        public IReadOnlyList<(LogLevel Level, string Text)> All()
        {
            lock (_lines) return [.. _lines];
        }

        public bool Has(LogLevel level, string text) =>
            SpinWait.SpinUntil(() => All().Any(line => line.Level == level && line.Text.Contains(text, StringComparison.Ordinal)), TimeSpan.FromSeconds(10));

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines) _lines.Add((logLevel, formatter(state, exception)));
        }
    }
}
