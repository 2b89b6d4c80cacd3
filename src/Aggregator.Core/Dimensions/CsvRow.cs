using System.Buffers;
using System.Text;

namespace Aggregator.Core.Dimensions;

/// <summary>
/// Builds one row of CSV at a time, such as <see cref="CsvReader"/> reads: quotes only where they are needed, so that the
/// same values always make the same bytes. One thread.
/// </summary>
internal sealed class CsvRow
{
    /// <summary>
    /// Longest value in characters; a longer one is cut. Far more than a label keeps, and few enough that a row of the
    /// widest table stays below what <see cref="CsvReader"/> takes for one.
    /// </summary>
    public const int MaxValueLength = 65_536;

    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    private readonly ArrayBufferWriter<byte> _bytes = new(256);
    private byte[] _encoded = new byte[256];
    private bool _hasValue;

    /// <summary>The values added so far, without a line end. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>Begins another row.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _hasValue = false;
    }

    /// <summary>Adds a value; what is no Unicode (a lone surrogate) becomes U+FFFD.</summary>
    public void Add(ReadOnlySpan<char> value)
    {
        value = value[..Math.Min(value.Length, MaxValueLength)];
        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_encoded.Length < most) _encoded = new byte[most];
        Add(_encoded.AsSpan(0, Encoding.UTF8.GetBytes(value, _encoded)));
    }

    /// <summary>Adds a value in UTF-8, of any length.</summary>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        if (_hasValue) _bytes.Write(","u8);
        _hasValue = true;
        if (utf8.ContainsAny(Special)) AddQuoted(utf8);
        else _bytes.Write(utf8);
    }

    private void AddQuoted(ReadOnlySpan<byte> utf8)
    {
        _bytes.Write("\""u8);
        while (utf8.IndexOf((byte)'"') is var quote and >= 0)
        {
            _bytes.Write(utf8[..(quote + 1)]);
            _bytes.Write("\""u8);
            utf8 = utf8[(quote + 1)..];
        }
        _bytes.Write(utf8);
        _bytes.Write("\""u8);
    }
}
