namespace Aggregator.Configuration.Binding;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    /// <summary>The one of <paramref name="names"/> with the fewest edits, or null when none is near.</summary>
    public static string? Of(string written, IEnumerable<string> names)
    {
        var plain = Plain(written);
        var (name, edits) = names
            .Select(name => (Name: name, Edits: Edits(plain, Plain(name))))
            .DefaultIfEmpty((Name: "", Edits: int.MaxValue))
            .MinBy(candidate => candidate.Edits);
        return edits <= Math.Max(1, Math.Min(plain.Length, name.Length) / 3) ? name : null;
    }

    // max-groups and MaxGroups are max_groups.
    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    // Optimal string alignment: an insertion, a deletion, a substitution and a swap of neighbours count one each.
    private static int Edits(string a, string b)
    {
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) edits[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) edits[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                edits[i, j] = Math.Min(substitution, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                var swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                if (swapped) edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }
        return edits[a.Length, b.Length];
    }
}
