using System.Buffers.Text;
using System.Text;

namespace Aggregator.Regional.Ingest.Generate;

/// <summary>A line of UTF-8 under construction. It grows as needed and keeps its memory.</summary>
internal sealed class LineBuffer
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    /// <summary>What was put; valid until the next call of any method.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Starts again.</summary>
    public void Clear() => _length = 0;

    public LineBuffer Put(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(Room(utf8.Length));
        _length += utf8.Length;
        return this;
    }

    public LineBuffer Put(string text)
    {
        _length += Encoding.UTF8.GetBytes(text, Room(text.Length * 3));
        return this;
    }

    public LineBuffer Put(long number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written);
        _length += written;
        return this;
    }

    /// <summary>Puts <paramref name="count"/> (at most 12) letters and digits made from 5 bits each.</summary>
    public LineBuffer PutNoise(ulong bits, int count)
    {
        var room = Room(count);
        for (var i = 0; i < count; i++, bits >>= 5) room[i] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"u8[(int)(bits & 31)];
        _length += count;
        return this;
    }

    /// <summary>Puts what a JSON string holds for <paramref name="utf8"/>, which has no control characters.</summary>
    public LineBuffer PutEscaped(ReadOnlySpan<byte> utf8)
    {
        var room = Room(utf8.Length * 2);
        var used = 0;
        foreach (var b in utf8)
        {
            if (b is (byte)'"' or (byte)'\\') room[used++] = (byte)'\\';
            room[used++] = b;
        }
        _length += used;
        return this;
    }

    private Span<byte> Room(int count)
    {
        if (_bytes.Length - _length < count) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        return _bytes.AsSpan(_length);
    }
}
