namespace Aggregator.Commands.Kafka;

/// <summary>Decodes messages of a compact topic for <c>inspect</c>, and says what else they may be.</summary>
internal static class KafkaBatches
{
    /// <summary>One batch, or why it is none.</summary>
    public static DecodedBatch Decode(byte[] message, Func<byte[], DecodedBatch> decode)
    {
        if (message.Length == 0) return DecodedBatch.Unreadable("is empty");
        return message[0] == (byte)'{'
            ? DecodedBatch.Unreadable("is JSON, no batch: rows of compact.format json, logs or dead letters (--dead-letters shows these)")
            : decode(message);
    }
}
