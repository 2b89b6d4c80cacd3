using System.Buffers.Binary;
using Aggregator.PipelineTests.Broker.Wire;

namespace Aggregator.PipelineTests.Broker.Net;

/// <summary>A request as it came: its header read, its body still to be.</summary>
internal sealed record RequestFrame(ApiKey Api, short Version, int Correlation, string ClientId, RequestReader Body)
{
    // As Kafka's socket.request.max.bytes: a length beyond it is not ours.
    private const int Longest = 100 * 1024 * 1024;

    /// <summary>Reads the next request; null when the client has closed.</summary>
    /// <exception cref="InvalidDataException">What came is no request.</exception>
    public static async Task<RequestFrame?> ReadAsync(Stream stream, CancellationToken stop)
    {
        var prefix = new byte[4];
        if (await stream.ReadAtLeastAsync(prefix, 4, throwOnEndOfStream: false, stop) < 4) return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(prefix);
        if (length is < 8 or > Longest) throw new InvalidDataException($"A request of {length} bytes: no Kafka client, or one that needs TLS.");
        // Of its own, for record batches stay in it.
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        await stream.ReadExactlyAsync(bytes, stop);
        var body = new RequestReader(bytes);
        return new RequestFrame((ApiKey)body.Int16(), body.Int16(), body.Int32(), body.NullableText() ?? "", body);
    }
}
