using Aggregator.Core.Wire;

namespace Aggregator.Central.State;

/// <summary>Passes on what is written, counts it, and computes its CRC-32C. Does not own the stream below.</summary>
internal sealed class ChecksumStream(Stream target) : Stream
{
    private long _written;

    public uint Crc { get; private set; } = Crc32C.Empty;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _written;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        target.Write(buffer);
        Crc = Crc32C.Append(Crc, buffer);
        _written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    public override void Flush() => target.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
