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
    public static void Write(WireWriter writer, ReadOnlySpan<long> values)
    {
        if (values.IsEmpty) return;
        var mode = SmallestMode(values);
        writer.Byte((byte)mode);
        var before = 0L;
        for (var i = 0; i < values.Length;)
        {
            var run = RunAt(values, i, mode);
            if (mode.HasFlag(Mode.Runs)) writer.Count(run);
            if (mode.HasFlag(Mode.Deltas)) writer.Signed(values[i] - before);
            else writer.Count(values[i]);
            before = values[i];
            i += run;
        }
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

    private static Mode SmallestMode(ReadOnlySpan<long> values)
    {
        var smallest = Mode.Plain;
        var smallestSize = long.MaxValue;
        for (var mode = Mode.Plain; mode <= (Mode.Deltas | Mode.Runs); mode++)
        {
            var size = SizeOf(values, mode);
            if (size < smallestSize) (smallest, smallestSize) = (mode, size);
        }
        return smallest;
    }

    private static long SizeOf(ReadOnlySpan<long> values, Mode mode)
    {
        var size = 0L;
        var before = 0L;
        for (var i = 0; i < values.Length;)
        {
            var run = RunAt(values, i, mode);
            if (mode.HasFlag(Mode.Runs)) size += WireWriter.SizeOf((ulong)run);
            size += WireWriter.SizeOf(mode.HasFlag(Mode.Deltas) ? WireWriter.ZigZag(values[i] - before) : (ulong)values[i]);
            before = values[i];
            i += run;
        }
        return size;
    }

    private static int RunAt(ReadOnlySpan<long> values, int start, Mode mode)
    {
        if (!mode.HasFlag(Mode.Runs)) return 1;
        var end = values[start..].IndexOfAnyExcept(values[start]);
        return end < 0 ? values.Length - start : end;
    }
}
