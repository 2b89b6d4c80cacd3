using System.Buffers.Binary;
using System.Text;

namespace Aggregator.PipelineTests.Database;

/// <summary>
/// Finds the statements in what a client of MySQL's protocol sends: packets of a three-byte length, a sequence number and,
/// where that is 0, a command. What follows a change to TLS cannot be read. One thread.
/// </summary>
internal sealed class StatementReader
{
    private const int HeaderBytes = 4;
    private const byte QueryCommand = 3;
    private const int TlsRequestBytes = 32;
    private const int KeptBytes = 4000;

    private byte[] _bytes = [];
    private bool _isEncrypted;

    /// <summary>Takes the next bytes; the statements that end in them, each cut to its first 4,000 bytes.</summary>
    public IReadOnlyList<string> Add(ReadOnlySpan<byte> bytes)
    {
        var statements = new List<string>();
        if (_isEncrypted) return statements;
        _bytes = [.. _bytes, .. bytes];
        while (_bytes.Length >= HeaderBytes && _bytes.Length >= HeaderBytes + PayloadBytes && !_isEncrypted)
        {
            var payload = _bytes.AsSpan(HeaderBytes, PayloadBytes);
            var sequence = _bytes[3];
            if (sequence == 0 && payload is [QueryCommand, ..]) statements.Add(Encoding.UTF8.GetString(payload[1..Math.Min(payload.Length, KeptBytes)]));
            _isEncrypted = sequence == 1 && payload.Length == TlsRequestBytes;
            _bytes = _bytes[(HeaderBytes + PayloadBytes)..];
        }
        return statements;
    }

    private int PayloadBytes => BinaryPrimitives.ReadInt32LittleEndian(_bytes) & 0xFF_FFFF;
}
