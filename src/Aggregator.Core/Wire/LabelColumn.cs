using System.Globalization;
using Aggregator.Core.Aggregation;

namespace Aggregator.Core.Wire;

/// <summary>
/// Columns of label values: a dictionary of the values in this chunk, then an <see cref="IntegerColumn"/> of their
/// numbers in it, from 0.
/// </summary>
internal static class LabelColumn
{
    private const int MaxHttpCode = 999;

    /// <summary>Strings; numbered in order of first appearance, so that sorted rows give small differences.</summary>
    public static void WriteTexts(WireWriter writer, in DictionaryColumn<string> column, Range rows, ColumnRoom room)
    {
        var entries = Number(column, rows, room, out var places);
        writer.Count(entries.Length);
        foreach (var entry in entries) writer.Text(column.Values[entry]);
        IntegerColumn.Write(writer, places);
    }

    /// <inheritdoc cref="WriteTexts"/>
    public static DictionaryColumn<string> ReadTexts(ref WireReader reader, int count) =>
        Pick(ref reader, count, ValueDictionary.ReadTexts(ref reader));

    /// <summary>HTTP codes, 0 to 999; numbered in ascending order.</summary>
    public static void WriteCodes(WireWriter writer, in DictionaryColumn<int> column, Range rows, ColumnRoom room)
    {
        var values = column.Values;
        int[] codes = [.. Number(column, rows, room, out var places)];
        var order = codes.Select((entry, place) => (Code: values[entry], place)).Order().ToArray();
        if (order is [{ Code: < 0 }, ..] or [.., { Code: > MaxHttpCode }]) throw new ArgumentException($"HTTP codes from {order[0].Code} to {order[^1].Code}: rows have 0 to {MaxHttpCode}.", nameof(column));
        ValueDictionary.WriteAscending(writer, Array.ConvertAll(order, code => (ulong)code.Code));
        WritePlaces(writer, places, PlacesIn(Array.ConvertAll(order, code => code.place)));
    }

    /// <inheritdoc cref="WriteCodes"/>
    public static DictionaryColumn<int> ReadCodes(ref WireReader reader, int count)
    {
        var entries = ValueDictionary.ReadAscending(ref reader);
        reader.Require(entries.Length == 0 || entries[^1] <= (ulong)MaxHttpCode);
        return Pick(ref reader, count, Array.ConvertAll(entries, code => (int)code));
    }

    /// <summary>
    /// Uids: those that are decimal numbers of 64 bits without leading zeros are kept as numbers and come first,
    /// ascending; the others follow as strings.
    /// </summary>
    public static void WriteUids(WireWriter writer, in DictionaryColumn<string> column, Range rows, ColumnRoom room)
    {
        var numbers = column.Numbers.AsSpan(rows);
        var places = room.Values(numbers.Length);
        room.OrderOf(column.Values).WriteDictionary(writer, numbers, places);
        IntegerColumn.Write(writer, places);
    }

    /// <inheritdoc cref="WriteUids"/>
    public static DictionaryColumn<string> ReadUids(ref WireReader reader, int count)
    {
        var decimals = ValueDictionary.ReadAscending(ref reader);
        var others = ValueDictionary.ReadTexts(ref reader);
        foreach (var other in others) reader.Require(!UidOrder.TryReadDecimal(other, out _));
        return Pick(ref reader, count, [.. decimals.Select(TextOf), .. others]);
    }

    /// <summary>Levels: number 0 is none, 1 not known yet; the names of known ones follow in the dictionary.</summary>
    public static void WriteLevels(WireWriter writer, in DictionaryColumn<TenantLevel> column, Range rows, ColumnRoom room)
    {
        var values = column.Values;
        int[] entries = [.. Number(column, rows, room, out var places)];
        TenantLevel[] known = [.. entries.Select(entry => values[entry]).Where(level => level.State == TenantLevelState.Known)];
        ValueDictionary.WriteTexts(writer, Array.ConvertAll(known, level => level.Name!));
        var levels = LevelEntries(known);
        WritePlaces(writer, places, Array.ConvertAll(entries, entry => Array.IndexOf(levels, values[entry])));
    }

    /// <inheritdoc cref="WriteLevels"/>
    public static DictionaryColumn<TenantLevel> ReadLevels(ref WireReader reader, int count)
    {
        var names = ValueDictionary.ReadTexts(ref reader);
        return Pick(ref reader, count, LevelEntries(names.Select(TenantLevel.Known)));
    }

    private static TenantLevel[] LevelEntries(IEnumerable<TenantLevel> known) =>
        [TenantLevel.None, TenantLevel.Unresolved, .. known];

    private static ReadOnlySpan<int> Number<T>(in DictionaryColumn<T> column, Range rows, ColumnRoom room, out Span<long> places)
        where T : notnull
    {
        var numbers = column.Numbers.AsSpan(rows);
        places = room.Values(numbers.Length);
        return room.DictionaryOf(numbers, column.Values.Length, places);
    }

    /// <summary>Of each entry, given in another order, its place in that order.</summary>
    private static int[] PlacesIn(int[] order)
    {
        var places = new int[order.Length];
        for (var place = 0; place < order.Length; place++) places[order[place]] = place;
        return places;
    }

    /// <summary>Writes each row's place in the dictionary, given the place there of each entry.</summary>
    private static void WritePlaces(WireWriter writer, Span<long> rows, int[] placeOf)
    {
        foreach (ref var row in rows) row = placeOf[row];
        IntegerColumn.Write(writer, rows);
    }

    private static DictionaryColumn<T> Pick<T>(ref WireReader reader, int count, T[] entries)
        where T : notnull
    {
        reader.Require(entries.Length > 0);
        var numbers = IntegerColumn.Read(ref reader, count, max: entries.Length - 1);
        return new DictionaryColumn<T>(entries, Array.ConvertAll(numbers, number => (int)number));
    }

    private static string TextOf(ulong uid) => uid.ToString(CultureInfo.InvariantCulture);
}
