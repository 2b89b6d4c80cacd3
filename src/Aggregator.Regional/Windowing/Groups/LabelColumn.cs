using System.Runtime.CompilerServices;
using System.Text;
using Aggregator.Core.Aggregation.Ordering;
using Aggregator.Core.Series;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>
/// The values of one label as small numbers, so that groups are compared by numbers: equal canonical forms (see
/// <see cref="LabelValue"/>) have the same number. One thread.
/// </summary>
/// <param name="whenEmpty">What a missing value is: <see cref="LabelValue.Unknown"/>, or empty.</param>
/// <remarks>Texts are made only when they are asked for: a log's value is usually its canonical form, byte by byte.</remarks>
internal sealed class LabelColumn(string whenEmpty)
{
    /// <summary>The number of a missing value.</summary>
    public const int Empty = 0;

    /// <summary>Values that are kept from flush to flush, if all of them are no longer than <see cref="MaxKeptBytes"/>.</summary>
    public const int MaxKept = 131_072;

    private const int MaxKeptBytes = 4 << 20;

    // Values are bounded by the groups, which each log of a new one adds to. Spellings are not: many can have one canonical
    // form. Past this and twice the values they are forgotten, and come back when they are seen again.
    private const int MaxSpellings = 16_384;

    private readonly ByteNumbers _values = new();
    private readonly ByteNumbers _spellings = new();
    private int[] _ofSpelling = new int[16];
    private string?[] _names = [whenEmpty];
    private Ranks? _ranks;

    /// <summary>Numbers given, the missing value's included.</summary>
    public int Count => _values.Count;

    /// <summary>Raw values remembered that are not their canonical form.</summary>
    public int SpellingCount => _spellings.Count - 1;

    /// <summary>The canonical form that a number stands for.</summary>
    public string this[int number]
    {
        get
        {
            if (number >= _names.Length) Array.Resize(ref _names, Math.Max(Count, 2 * _names.Length));
            return _names[number] ??= Encoding.UTF8.GetString(_values[number]);
        }
    }

    /// <summary>The order of the canonical forms by UTF-16 code unit; worked out anew only when there are more of them.</summary>
    public Ranks Ranks => _ranks?.Count == Count ? _ranks : _ranks = Ranks.Of(Names());

    /// <summary>The canonical forms by number: a copy, which nobody else has.</summary>
    public string[] Names()
    {
        var names = new string[Count];
        for (var number = 0; number < names.Length; number++) names[number] = this[number];
        return names;
    }

    /// <summary>The number of a raw value.</summary>
    public int NumberOf(ReadOnlySpan<byte> value) => NumberOf(ByteKey.Of(value), value);

    /// <summary>The number of a raw value.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">The value; may be left out when the key is whole.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NumberOf(in ByteKey key, ReadOnlySpan<byte> value) =>
        _values.TryFind(key, value, out var number) ? number : Add(key, value);

    /// <inheritdoc cref="ByteNumbers.Prefetch"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(in ByteKey key) => _values.Prefetch(key);

    /// <summary>Nobody holds a number any more: forgets the values, and gives their room back, if they are many or long.</summary>
    public void Trim()
    {
        if (SpellingCount > MaxSpellings) ForgetSpellings();
        if (Count < MaxKept && _values.ByteCount <= MaxKeptBytes) return;
        _values.Clear();
        _names = [whenEmpty];
        _ranks = null;
        ForgetSpellings();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(in ByteKey key, ReadOnlySpan<byte> value)
    {
        Span<byte> room = stackalloc byte[ByteKey.MaxBytes];
        var bytes = key.IsWhole ? key.WriteTo(room) : value;
        return LabelValue.IsCanonical(bytes) ? _values.Add(key, bytes) : NumberOfSpelling(bytes);
    }

    private int NumberOfSpelling(ReadOnlySpan<byte> value)
    {
        // The form does not depend on what comes after this many bytes, so neither may the key's size.
        var bounded = value[..Math.Min(value.Length, LabelValue.MaxBytes + 4)];
        var key = ByteKey.Of(bounded);
        if (_spellings.TryFind(key, bounded, out var spelling)) return _ofSpelling[spelling];
        if (SpellingCount > MaxSpellings + 2 * Count) ForgetSpellings();
        spelling = _spellings.Add(key, bounded);
        if (spelling == _ofSpelling.Length) Array.Resize(ref _ofSpelling, 2 * spelling);
        return _ofSpelling[spelling] = _values.NumberOf(Encoding.UTF8.GetBytes(LabelValue.Canonical(bounded)));
    }

    private void ForgetSpellings()
    {
        _spellings.Clear();
        _ofSpelling = new int[16];
    }
}
