using Aggregator.Core.Series;

namespace Aggregator.Regional.Ingest;

/// <summary>
/// Canonical strings of raw values (see <see cref="LabelValue"/>), kept, so that a value seen before costs no
/// allocation. One thread. Forgets everything when it holds <paramref name="maxEntries"/>: values that are still in
/// use come back at once, and the memory is bounded whatever the logs say.
/// </summary>
public sealed class LabelPool(int maxEntries = LabelPool.DefaultMaxEntries)
{
    /// <summary>At 256 bytes a value at most this is some 50 MB; at the usual 20, 8 MB.</summary>
    public const int DefaultMaxEntries = 65_536;

    private readonly Dictionary<byte[], string> _strings = new(Utf8KeyComparer.Instance);

    /// <summary>Values held now.</summary>
    public int Count => _strings.Count;

    /// <summary>The canonical form; empty stays empty.</summary>
    public string Canonical(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty) return "";
        // The form does not depend on what comes after this many bytes, so neither may the key's size.
        var key = utf8[..Math.Min(utf8.Length, LabelValue.MaxBytes + 4)];
        var lookup = _strings.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(key, out var known)) return known;
        if (_strings.Count >= maxEntries) _strings.Clear();
        var canonical = LabelValue.Canonical(key);
        lookup[key] = canonical;
        return canonical;
    }

    /// <summary>The canonical form, with <see cref="LabelValue.Unknown"/> for an empty value.</summary>
    public string CanonicalOrUnknown(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? LabelValue.Unknown : Canonical(utf8);
}
