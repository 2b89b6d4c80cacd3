using System.Globalization;
using System.Text;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>Cuts uids into groups, each of which one query can compare with the column by its index, whatever logs say.</summary>
internal static class UidGroups
{
    /// <summary>
    /// For a column of numbers: those that are one. In two groups, because constants that need a sign and such that must have
    /// none make some servers read the whole table; so do texts.
    /// </summary>
    public static IEnumerable<IGrouping<int, object>> Numbers(IReadOnlyList<string> uids)
    {
        var numbers = new List<ulong>(uids.Count);
        foreach (var uid in uids)
        {
            if (ulong.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) numbers.Add(number);
        }
        return numbers.GroupBy(number => number > long.MaxValue ? 1 : 0, number => (object)number);
    }

    /// <summary>
    /// For a column of text: by the characters in them, ASCII first (0). A server refuses a whole query when the column's
    /// character set lacks a character of one constant, so an odd uid must not be asked together with usual ones.
    /// </summary>
    public static IEnumerable<IGrouping<int, object>> Texts(IReadOnlyList<string> uids) => uids.GroupBy(RepertoireOf, uid => (object)uid);

    private static int RepertoireOf(string uid)
    {
        if (Ascii.IsValid(uid)) return 0;
        if (!uid.AsSpan().ContainsAnyInRange('\u0080', '\u009f') && !uid.AsSpan().ContainsAnyInRange('\u0100', '\uffff')) return 1; // latin1
        return uid.AsSpan().ContainsAnyInRange('\ud800', '\udfff') ? 3 : 2; // utf8mb4 : utf8mb3
    }
}
