using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>Sends librdkafka's own log lines to a logger; without it they go to standard error.</summary>
public static partial class KafkaLogging
{
    /// <summary>Logs what a consumer's library says.</summary>
    public static ConsumerBuilder<TKey, TValue> LogTo<TKey, TValue>(this ConsumerBuilder<TKey, TValue> builder, ILogger logger) =>
        builder.SetLogHandler((_, line) => Log(logger, line));

    /// <summary>Logs what a producer's library says.</summary>
    public static ProducerBuilder<TKey, TValue> LogTo<TKey, TValue>(this ProducerBuilder<TKey, TValue> builder, ILogger logger) =>
        builder.SetLogHandler((_, line) => Log(logger, line));

    /// <summary>Logs what an admin client's library says.</summary>
    public static AdminClientBuilder LogTo(this AdminClientBuilder builder, ILogger logger) =>
        builder.SetLogHandler((_, line) => Log(logger, line));

    /// <summary>
    /// The level of a syslog level. A broker that is away is an "error" to librdkafka, which reconnects by itself: ours are
    /// for lost data, so it is a warning here.
    /// </summary>
    private static LogLevel LevelOf(SyslogLevel level) => level switch
    {
        <= SyslogLevel.Critical => LogLevel.Error,
        <= SyslogLevel.Warning => LogLevel.Warning,
        <= SyslogLevel.Info => LogLevel.Information,
        _ => LogLevel.Debug,
    };

    private static void Log(ILogger logger, LogMessage line)
    {
        var level = LevelOf(line.Level);
        if (logger.IsEnabled(level)) LogLine(logger, level, line.Facility, line.Message);
    }

    [LoggerMessage(EventId = 100, Message = "Kafka client, {facility}: {text}")]
    private static partial void LogLine(ILogger logger, LogLevel level, string facility, string text);
}
