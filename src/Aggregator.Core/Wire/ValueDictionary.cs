namespace Aggregator.Core.Wire;

/// <summary>The dictionaries of a chunk: how many entries, then the entries, none twice.</summary>
internal static class ValueDictionary
{
    /// <summary>Strings in any order.</summary>
    public static void WriteTexts(WireWriter writer, IReadOnlyCollection<string> entries)
    {
        writer.Count(entries.Count);
        foreach (var entry in entries) writer.Text(entry);
    }

    /// <inheritdoc cref="WriteTexts"/>
    public static string[] ReadTexts(ref WireReader reader)
    {
        var entries = new string[reader.Items()];
        for (var i = 0; i < entries.Length && !reader.Failed; i++) entries[i] = reader.Text();
        if (reader.Failed) return [];
        reader.Require(AreDifferent(entries));
        return entries;
    }

    /// <summary>Numbers in ascending order, each as the difference to the one before (0 before the first).</summary>
    public static void WriteAscending(WireWriter writer, ReadOnlySpan<ulong> entries)
    {
        writer.Count(entries.Length);
        var before = 0UL;
        foreach (var entry in entries)
        {
            writer.Varint(entry - before);
            before = entry;
        }
    }

    /// <inheritdoc cref="WriteAscending"/>
    public static ulong[] ReadAscending(ref WireReader reader)
    {
        var entries = new ulong[reader.Items()];
        var before = 0UL;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = unchecked(before + reader.Varint());
            reader.Require(i == 0 || entry > before);
            entries[i] = before = entry;
        }
        return entries;
    }

    private static bool AreDifferent(string[] entries) =>
        entries.Length <= 1 || new HashSet<string>(entries, StringComparer.Ordinal).Count == entries.Length;
}
