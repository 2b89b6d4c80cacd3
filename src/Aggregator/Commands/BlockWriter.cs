using System.Buffers;

namespace Aggregator.Commands;

/// <summary>Gathers lines, so that a stream is written in blocks of about <paramref name="blockBytes"/>.</summary>
internal sealed class BlockWriter(int blockBytes)
{
    private readonly ArrayBufferWriter<byte> _block = new(blockBytes * 2);

    /// <summary>It is time to write.</summary>
    public bool IsFull => _block.WrittenCount >= blockBytes;

    /// <summary>Adds a line and its end.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        _block.Write(line);
        _block.Write("\n"u8);
    }

    /// <summary>Writes what was gathered.</summary>
    public void WriteTo(Stream output)
    {
        output.Write(_block.WrittenSpan);
        _block.ResetWrittenCount();
    }
}
