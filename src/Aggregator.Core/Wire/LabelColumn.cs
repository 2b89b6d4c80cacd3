using System.Globalization;
using System.Runtime.InteropServices;
using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>
/// Columns of label values: a dictionary of the values in this chunk, then an <see cref="IntegerColumn"/> of their
/// numbers in it, from 0.
/// </summary>
internal static class LabelColumn
{
    private const ulong MaxHttpCode = 999;

    /// <summary>Strings; numbered in order of first appearance, so that sorted rows give small differences.</summary>
    public static void WriteTexts(WireWriter writer, string[] values)
    {
        var (entries, numbers) = Number(values);
        ValueDictionary.WriteTexts(writer, entries);
        IntegerColumn.Write(writer, numbers);
    }

    /// <inheritdoc cref="WriteTexts"/>
    public static string[] ReadTexts(ref WireReader reader, int count) =>
        Pick(ref reader, count, ValueDictionary.ReadTexts(ref reader));

    /// <summary>HTTP codes, 0 to 999; numbered in ascending order.</summary>
    public static void WriteCodes(WireWriter writer, int[] values)
    {
        var (entries, numbers) = Number(values);
        int[] ascending = [.. entries.Order()];
        ValueDictionary.WriteAscending(writer, Array.ConvertAll(ascending, code => checked((ulong)code)));
        WritePlaces(writer, numbers, [.. entries.Select(code => (long)Array.BinarySearch(ascending, code))]);
    }

    /// <inheritdoc cref="WriteCodes"/>
    public static int[] ReadCodes(ref WireReader reader, int count)
    {
        var entries = ValueDictionary.ReadAscending(ref reader);
        reader.Require(entries.Length == 0 || entries[^1] <= MaxHttpCode);
        return Pick(ref reader, count, Array.ConvertAll(entries, code => (int)code));
    }

    /// <summary>
    /// Uids: those that are decimal numbers of 64 bits without leading zeros are kept as numbers and come first,
    /// ascending; the others follow as strings.
    /// </summary>
    public static void WriteUids(WireWriter writer, string[] values)
    {
        var (entries, numbers) = Number(values);
        var uids = entries.Select((text, entry) => (Text: text, Decimal: DecimalOf(text), Entry: entry)).ToLookup(uid => uid.Decimal.HasValue);
        var (decimals, others) = (uids[true].OrderBy(uid => uid.Decimal).ToArray(), uids[false].ToArray());
        ValueDictionary.WriteAscending(writer, Array.ConvertAll(decimals, uid => uid.Decimal!.Value));
        ValueDictionary.WriteTexts(writer, Array.ConvertAll(others, uid => uid.Text));
        var places = new long[entries.Count];
        var place = 0;
        foreach (var uid in decimals.Concat(others)) places[uid.Entry] = place++;
        WritePlaces(writer, numbers, places);
    }

    /// <inheritdoc cref="WriteUids"/>
    public static string[] ReadUids(ref WireReader reader, int count)
    {
        var decimals = ValueDictionary.ReadAscending(ref reader);
        var others = ValueDictionary.ReadTexts(ref reader);
        return Pick(ref reader, count, [.. decimals.Select(TextOf), .. others]);
    }

    /// <summary>Levels: number 0 is none, 1 not known yet; the names of known ones follow in the dictionary.</summary>
    public static void WriteLevels(WireWriter writer, TenantLevel[] values)
    {
        var (entries, numbers) = Number(values);
        TenantLevel[] known = [.. entries.Where(level => level.State == TenantLevelState.Known)];
        ValueDictionary.WriteTexts(writer, Array.ConvertAll(known, level => level.Name!));
        var levels = LevelEntries(known);
        WritePlaces(writer, numbers, [.. entries.Select(level => (long)Array.IndexOf(levels, level))]);
    }

    /// <inheritdoc cref="WriteLevels"/>
    public static TenantLevel[] ReadLevels(ref WireReader reader, int count)
    {
        var names = ValueDictionary.ReadTexts(ref reader);
        return Pick(ref reader, count, LevelEntries(names.Select(TenantLevel.Known)));
    }

    private static TenantLevel[] LevelEntries(IEnumerable<TenantLevel> known) =>
        [TenantLevel.None, TenantLevel.Unresolved, .. known];

    /// <summary>The different values in order of first appearance, and for each value its number among them.</summary>
    private static (List<T> Entries, long[] Numbers) Number<T>(T[] values)
        where T : notnull
    {
        var (entries, numbers) = (new List<T>(), new long[values.Length]);
        var known = new Dictionary<T, long>();
        for (var i = 0; i < values.Length; i++)
        {
            // Rows are sorted: in most columns nearly every value is the one before.
            if (i > 0 && EqualityComparer<T>.Default.Equals(values[i], values[i - 1]))
            {
                numbers[i] = numbers[i - 1];
                continue;
            }
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(known, values[i], out var isKnown);
            if (!isKnown)
            {
                number = entries.Count;
                entries.Add(values[i]);
            }
            numbers[i] = number;
        }
        return (entries, numbers);
    }

    /// <summary>Writes each value's place in the dictionary, given the place of each of the different values.</summary>
    private static void WritePlaces(WireWriter writer, long[] numbers, long[] places)
    {
        for (var i = 0; i < numbers.Length; i++) numbers[i] = places[numbers[i]];
        IntegerColumn.Write(writer, numbers);
    }

    private static T[] Pick<T>(ref WireReader reader, int count, T[] entries)
    {
        reader.Require(entries.Length > 0);
        var numbers = IntegerColumn.Read(ref reader, count, max: entries.Length - 1);
        return reader.Failed ? [] : Array.ConvertAll(numbers, number => entries[number]);
    }

    // Only what prints as it was read may travel as a number; parsing alone would take "007", and NULs at the end.
    private static ulong? DecimalOf(string uid)
    {
        var isCanonical = uid.Length > 0 && !uid.AsSpan().ContainsAnyExceptInRange('0', '9') && (uid[0] != '0' || uid.Length == 1);
        return isCanonical && ulong.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static string TextOf(ulong uid) => uid.ToString(CultureInfo.InvariantCulture);
}
