using System.Runtime.InteropServices;
using System.Text;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>
/// A handle of librdkafka without the .NET client, for what that does not offer: the cluster's id, and a verdict on each
/// property. For one thread; it writes no log.
/// </summary>
internal sealed partial class NativeClient : IDisposable
{
    private const int Producer = 0;
    private const int Consumer = 1;
    private const int ErrorBytes = 512;

    private readonly nint _handle;
    // librdkafka calls it from Poll: it must outlive the handle.
    private readonly ErrorCallback _onError;

    private NativeClient(IEnumerable<KeyValuePair<string, string>> config, int type)
    {
        _onError = (_, _, reason, _) => LastError = reason;
        var settings = rd_kafka_conf_new();
        foreach (var (name, value) in config)
        {
            if (Set(settings, name, value) is not { } problem) continue;
            rd_kafka_conf_destroy(settings);
            throw new KafkaClusterException($"The Kafka property {name} is not accepted: {problem}.");
        }
        rd_kafka_conf_set_error_cb(settings, _onError);
        // Without a callback, librdkafka writes to standard error.
        rd_kafka_conf_set_log_cb(settings, 0);
        var error = new byte[ErrorBytes];
        _handle = rd_kafka_new(type, settings, error, ErrorBytes);
        if (_handle != 0) return;
        rd_kafka_conf_destroy(settings);
        throw new KafkaClusterException($"The Kafka properties do not go together: {Text(error)}.");
    }

    /// <summary>The newest reason for which something failed, or null.</summary>
    public string? LastError { get; private set; }

    /// <summary>Makes a client, which connects in the background when it is given brokers.</summary>
    /// <exception cref="KafkaClusterException">librdkafka refuses the configuration.</exception>
    public static NativeClient Create(IEnumerable<KeyValuePair<string, string>> config, bool isConsumer = false)
    {
        NativeLibrary.Use();
        return new NativeClient(config, isConsumer ? Consumer : Producer);
    }

    /// <summary>librdkafka's reason not to accept a property, or null. It needs no broker.</summary>
    public static string? WhyNot(string name, string value)
    {
        NativeLibrary.Use();
        var settings = rd_kafka_conf_new();
        try
        {
            return Set(settings, name, value);
        }
        finally
        {
            rd_kafka_conf_destroy(settings);
        }
    }

    /// <summary>The cluster's id; null when no broker has told it within the time.</summary>
    public string? ClusterId(int timeoutMs)
    {
        var id = rd_kafka_clusterid(_handle, timeoutMs);
        if (id == 0) return null;
        var text = Marshal.PtrToStringUTF8(id);
        rd_kafka_mem_free(_handle, id);
        return text;
    }

    /// <summary>Takes in what has failed since the last call.</summary>
    public void Poll() => _ = rd_kafka_poll(_handle, 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        rd_kafka_destroy(_handle);
        GC.KeepAlive(_onError);
    }

    private static string? Set(nint settings, string name, string value)
    {
        var error = new byte[ErrorBytes];
        return rd_kafka_conf_set(settings, name, value, error, ErrorBytes) == 0 ? null : Text(error);
    }

    // Some of its messages end with a line end.
    private static string Text(byte[] error) => Encoding.UTF8.GetString(error.AsSpan(0, Math.Max(0, error.AsSpan().IndexOf((byte)0)))).TrimEnd();
}
