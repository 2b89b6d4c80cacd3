using System.Buffers.Binary;
using System.Text;

namespace Aggregator.PipelineTests.Broker.Wire;

/// <summary>
/// Reads the fields of one request, in order. "Flexible" versions of a request write lengths as variable-length numbers and
/// end each structure with tagged fields, which are skipped. Reading past the end throws: the client is not one we know.
/// </summary>
internal sealed class RequestReader(ReadOnlyMemory<byte> bytes)
{
    private int _position;

    /// <summary>Set once the request's version is known.</summary>
    public bool Flexible { get; set; }

    /// <summary>All the bytes of the request, for faults that look into it.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    public byte Byte() => Take(1).Span[0];

    public bool Boolean() => Byte() != 0;

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2).Span);

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4).Span);

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8).Span);

    /// <summary>A string that must be there.</summary>
    public string Text() => NullableText() ?? throw new InvalidDataException("The request leaves out a string that it must have.");

    public string? NullableText()
    {
        var length = Flexible ? (int)UnsignedVarint() - 1 : Int16();
        return length < 0 ? null : Encoding.UTF8.GetString(Take(length).Span);
    }

    /// <summary>Bytes of the request's own buffer, not a copy; empty when they are left out.</summary>
    public ReadOnlyMemory<byte> Binary()
    {
        var length = Flexible ? (int)UnsignedVarint() - 1 : Int32();
        return length < 0 ? default : Take(length);
    }

    /// <summary>How many elements follow; -1 for an array that is left out.</summary>
    public int ArrayLength() => Flexible ? (int)UnsignedVarint() - 1 : Int32();

    /// <summary>Reads the elements of an array; none when it is left out.</summary>
    public List<T> Array<T>(Func<RequestReader, T> element) => NullableArray(element) ?? [];

    /// <summary>Reads the elements of an array; null when it is left out.</summary>
    public List<T>? NullableArray<T>(Func<RequestReader, T> element)
    {
        var length = ArrayLength();
        if (length < 0) return null;
        var elements = new List<T>(Math.Min(length, bytes.Length));
        for (var i = 0; i < length; i++) elements.Add(element(this));
        return elements;
    }

    /// <summary>Skips the tagged fields at the end of a structure.</summary>
    public void EndOfStructure()
    {
        if (!Flexible) return;
        for (var left = UnsignedVarint(); left > 0; left--)
        {
            UnsignedVarint();
            Take((int)UnsignedVarint());
        }
    }

    private uint UnsignedVarint()
    {
        uint value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = Byte();
            value |= (uint)(next & 0x7f) << shift;
            if ((next & 0x80) == 0) return value;
        }
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        if (length < 0 || length > bytes.Length - _position) throw new InvalidDataException($"The request ends before its field of {length} bytes.");
        var taken = bytes.Slice(_position, length);
        _position += length;
        return taken;
    }
}
