using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace Aggregator.Central.Expose;

/// <summary>
/// Writes lines into a buffer writer, a chunk at a time. Owned by one call; <see cref="Flush"/> must end it.
/// </summary>
internal ref struct ExpositionWriter(IBufferWriter<byte> output)
{
    private const int ChunkBytes = 64 * 1024;
    private const int MaxNumberBytes = 32;
    private Span<byte> _chunk;
    private int _used;

    /// <summary>Writes <c>name labels tail value</c> and a line end.</summary>
    /// <param name="name">Metric name.</param>
    /// <param name="labels">Label text; empty when there are none.</param>
    /// <param name="tail">What closes the labels, and the space before the value.</param>
    /// <param name="value">A finite number.</param>
    public void Line(ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> tail, double value)
    {
        Reserve(name.Length + labels.Length + tail.Length + MaxNumberBytes + 1);
        Append(name);
        Append(labels);
        Append(tail);
        Append(value);
        _chunk[_used++] = (byte)'\n';
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        Append(bytes);
    }

    /// <summary>Hands over what is not yet handed over.</summary>
    public void Flush()
    {
        if (_used > 0) output.Advance(_used); // a pipe refuses Advance without a span
        _chunk = default;
        _used = 0;
    }

    private void Reserve(int bytes)
    {
        if (_chunk.Length - _used >= bytes) return;
        if (_used > 0) Flush();
        _chunk = output.GetSpan(Math.Max(ChunkBytes, bytes));
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_chunk[_used..]);
        _used += bytes.Length;
    }

    private void Append(double value)
    {
        // Whole numbers below 2^53 are exact as integers, faster to write, and never have an exponent.
        const double MaxWhole = 1L << 53;
        var written = 0;
        var whole = (long)value;
        if (Math.Abs(value) < MaxWhole && whole == value) Utf8Formatter.TryFormat(whole, _chunk[_used..], out written);
        else value.TryFormat(_chunk[_used..], out written, default, CultureInfo.InvariantCulture);
        _used += written;
    }
}
