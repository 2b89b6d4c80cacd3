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
        var written = 0;
        var before = 0L;
        for (var i = 0; i < values.Length;)
        {
            var run = mode.HasFlag(Mode.Runs) ? RunAt(values, i) : 1;
            if (mode.HasFlag(Mode.Runs)) written += WireWriter.Put(room[written..], (ulong)run);
            written += WireWriter.Put(room[written..], mode.HasFlag(Mode.Deltas) ? WireWriter.ZigZag(values[i] - before) : (ulong)values[i]);
            before = values[i];
            i += run;
        }
        writer.Advance(written);
    }

    /// <summary>Reads a column of <paramref name="count"/> values, each at most <paramref name="max"/>.</summary>
    public static long[] Read(ref WireReader reader, int count, long max = long.MaxValue)
    {
        if (count == 0 || reader.Failed) return [];
        var mode = (Mode)reader.Byte();
        reader.Require(mode <= (Mode.Deltas | Mode.Runs));
        var values = new long[count];
        var before = 0L;
        for (var i = 0; i < count && !reader.Failed;)
        {
            var run = mode.HasFlag(Mode.Runs) ? (int)reader.Count(count - i) : 1;
            // A difference that leaves the range of long comes out negative and is refused like any other such value.
            var value = mode.HasFlag(Mode.Deltas) ? unchecked(before + reader.Signed()) : reader.Count();
            reader.Require(run > 0 && value >= 0 && value <= max);
            values.AsSpan(i, run).Fill(value);
            before = value;
            i += run;
        }
        return values;
    }

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
        var end = start + 1;
        while (end < values.Length && values[end] == values[start]) end++;
        return end - start;
    }
}
