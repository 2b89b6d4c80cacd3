using System.Globalization;
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
    public static void WriteTexts(WireWriter writer, IReadOnlyCollection<string> values)
    {
        string[] entries = [.. values.Distinct(StringComparer.Ordinal)];
        ValueDictionary.WriteTexts(writer, entries);
        WriteNumbers(writer, values, entries);
    }

    /// <inheritdoc cref="WriteTexts"/>
    public static string[] ReadTexts(ref WireReader reader, int count) =>
        Pick(ref reader, count, ValueDictionary.ReadTexts(ref reader));

    /// <summary>HTTP codes, 0 to 999; numbered in ascending order.</summary>
    public static void WriteCodes(WireWriter writer, IReadOnlyCollection<int> values)
    {
        int[] entries = [.. values.Distinct().Order()];
        ValueDictionary.WriteAscending(writer, Array.ConvertAll(entries, code => checked((ulong)code)));
        WriteNumbers(writer, values, entries);
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
    public static void WriteUids(WireWriter writer, IReadOnlyCollection<string> values)
    {
        var uids = values.Distinct(StringComparer.Ordinal).ToLookup(uid => DecimalOf(uid).HasValue);
        ulong[] decimals = [.. uids[true].Select(uid => DecimalOf(uid)!.Value).Order()];
        string[] others = [.. uids[false]];
        ValueDictionary.WriteAscending(writer, decimals);
        ValueDictionary.WriteTexts(writer, others);
        WriteNumbers(writer, values, [.. decimals.Select(TextOf), .. others]);
    }

    /// <inheritdoc cref="WriteUids"/>
    public static string[] ReadUids(ref WireReader reader, int count)
    {
        var decimals = ValueDictionary.ReadAscending(ref reader);
        var others = ValueDictionary.ReadTexts(ref reader);
        return Pick(ref reader, count, [.. decimals.Select(TextOf), .. others]);
    }

    /// <summary>Levels: number 0 is none, 1 not known yet; the names of known ones follow in the dictionary.</summary>
    public static void WriteLevels(WireWriter writer, IReadOnlyCollection<TenantLevel> values)
    {
        TenantLevel[] known = [.. values.Where(level => level.State == TenantLevelState.Known).Distinct()];
        ValueDictionary.WriteTexts(writer, Array.ConvertAll(known, level => level.Name!));
        WriteNumbers(writer, values, LevelEntries(known));
    }

    /// <inheritdoc cref="WriteLevels"/>
    public static TenantLevel[] ReadLevels(ref WireReader reader, int count)
    {
        var names = ValueDictionary.ReadTexts(ref reader);
        return Pick(ref reader, count, LevelEntries(names.Select(TenantLevel.Known)));
    }

    private static TenantLevel[] LevelEntries(IEnumerable<TenantLevel> known) =>
        [TenantLevel.None, TenantLevel.Unresolved, .. known];

    private static void WriteNumbers<T>(WireWriter writer, IReadOnlyCollection<T> values, T[] entries)
        where T : notnull
    {
        var numbers = new Dictionary<T, long>(entries.Length);
        foreach (var entry in entries) numbers.Add(entry, numbers.Count);
        IntegerColumn.Write(writer, [.. values.Select(value => numbers[value])]);
    }

    private static T[] Pick<T>(ref WireReader reader, int count, T[] entries)
    {
        reader.Require(entries.Length > 0);
        var numbers = IntegerColumn.Read(ref reader, count, max: entries.Length - 1);
        return reader.Failed ? [] : Array.ConvertAll(numbers, number => entries[number]);
    }

    // Parsing alone would take "007", and NULs at the end: only what prints as it was read may travel as a number.
    private static ulong? DecimalOf(string uid) =>
        ulong.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && string.Equals(TextOf(value), uid, StringComparison.Ordinal) ? value : null;

    private static string TextOf(ulong uid) => uid.ToString(CultureInfo.InvariantCulture);
}
