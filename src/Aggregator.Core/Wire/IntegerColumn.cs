using System.Runtime.CompilerServices;

namespace Aggregator.Core.Wire;

/// <summary>
/// A column of integers from 0 up: one byte that names the mode, then the values. Of the four modes the smallest is
/// written; a column without values has no bytes at all. The number of values is known from elsewhere.
/// </summary>
internal static class IntegerColumn
{
    [Flags]
    private enum Mode : byte
    {
        Plain = 0,
        Deltas = 1, // each value as the signed difference to the one before (0 before the first)
        Runs = 2,   // before each value, how many times it stands there in a row
    }

    /// <summary>Writes a column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is negative.</exception>
    public static void Write(WireWriter writer, ReadOnlySpan<long> values)
    {
        if (values.IsEmpty) return;
        var (mode, size) = SmallestMode(values);
        writer.Byte((byte)mode);
        var room = writer.Reserve(checked((int)size));
        writer.Advance(mode.HasFlag(Mode.Runs) ? PutRuns(values, room, mode) : PutEach(values, room, mode));
    }

    private static int PutEach(ReadOnlySpan<long> values, Span<byte> room, Mode mode)
    {
        var (at, before) = (0, 0L);
        if (mode == Mode.Plain)
        {
            foreach (var value in values) at = WireWriter.Put(room, at, (ulong)value);
            return at;
        }
        foreach (var value in values)
        {
            at = WireWriter.Put(room, at, WireWriter.ZigZag(value - before));
            before = value;
        }
        return at;
    }

    private static int PutRuns(ReadOnlySpan<long> values, Span<byte> room, Mode mode)
    {
        var (at, before) = (0, 0L);
        for (var i = 0; i < values.Length;)
        {
            var (value, run) = (values[i], RunAt(values, i));
            at = WireWriter.Put(room, at, (ulong)run);
            at = WireWriter.Put(room, at, mode.HasFlag(Mode.Deltas) ? WireWriter.ZigZag(value - before) : (ulong)value);
            before = value;
            i += run;
        }
        return at;
    }

    /// <summary>
    /// Reads a column of <paramref name="count"/> values, each at most <paramref name="max"/>; what is not is never in the
    /// answer. After a failure it may be empty.
    /// </summary>
    public static long[] Read(ref WireReader reader, int count, long max = long.MaxValue)
    {
        if (count == 0 || reader.Failed) return [];
        var mode = (Mode)reader.Byte();
        reader.Require(mode <= (Mode.Deltas | Mode.Runs));
        if (reader.Failed) return [];
        var values = new long[count];
        if (mode.HasFlag(Mode.Runs)) ReadRuns(ref reader, values, mode, max);
        else ReadEach(ref reader, values, mode, max);
        return values;
    }

    private static void ReadEach(ref WireReader reader, Span<long> values, Mode mode, long max)
    {
        var before = 0L;
        foreach (ref var value in values)
        {
            var next = ReadValue(ref reader, mode, before);
            if (next < 0 || next > max)
            {
                reader.Fail();
                return;
            }
            value = before = next;
        }
    }

    private static void ReadRuns(ref WireReader reader, Span<long> values, Mode mode, long max)
    {
        var before = 0L;
        for (var i = 0; i < values.Length;)
        {
            var run = (int)reader.Count(values.Length - i);
            var value = ReadValue(ref reader, mode, before);
            reader.Require(run > 0 && value >= 0 && value <= max);
            if (reader.Failed) return;
            values.Slice(i, run).Fill(value);
            before = value;
            i += run;
        }
    }

    // A number or difference that leaves the range of long comes out negative and is refused like any other such value.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long ReadValue(ref WireReader reader, Mode mode, long before) =>
        mode.HasFlag(Mode.Deltas) ? unchecked(before + reader.Signed()) : (long)reader.Varint();

    /// <summary>The mode that takes the fewest bytes, of equals the first, and how many.</summary>
    private static (Mode Mode, long Bytes) SmallestMode(ReadOnlySpan<long> values)
    {
        var (plain, deltas, runs, runsOfDeltas, before) = (0L, 0L, 0L, 0L, 0L);
        for (var i = 0; i < values.Length;)
        {
            var value = values[i];
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(values));
            var run = RunAt(values, i);
            var (ofRun, ofValue, ofDelta) = (WireWriter.SizeOf((ulong)run), WireWriter.SizeOf((ulong)value), WireWriter.SizeOf(WireWriter.ZigZag(value - before)));
            plain += (long)run * ofValue;
            deltas += ofDelta + run - 1; // the others of a run differ by 0, a byte each
            runs += ofRun + ofValue;
            runsOfDeltas += ofRun + ofDelta;
            before = value;
            i += run;
        }
        var smallest = (Mode: Mode.Plain, Bytes: plain);
        if (deltas < smallest.Bytes) smallest = (Mode.Deltas, deltas);
        if (runs < smallest.Bytes) smallest = (Mode.Runs, runs);
        if (runsOfDeltas < smallest.Bytes) smallest = (Mode.Deltas | Mode.Runs, runsOfDeltas);
        return smallest;
    }

    private static int RunAt(ReadOnlySpan<long> values, int start)
    {
        var value = values[start];
        if (start + 1 == values.Length || values[start + 1] != value) return 1;
        var end = values[start..].IndexOfAnyExcept(value);
        return end < 0 ? values.Length - start : end;
    }
}
