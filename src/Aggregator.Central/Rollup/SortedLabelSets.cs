namespace Aggregator.Central.Rollup;

/// <summary>
/// The label sets in the order of the exposition: by label text, ordinal. New ones are sorted and merged in at the next
/// publication; the arrays are replaced, never changed, so that a snapshot can keep them.
/// </summary>
internal sealed class SortedLabelSets
{
    private List<(byte[] Text, int Id)> _added = [];

    /// <summary>Numbers of the label sets, in order.</summary>
    public int[] Ids { get; private set; } = [];

    /// <summary>Label texts, in order.</summary>
    public byte[][] Texts { get; private set; } = [];

    public void Add(int id, byte[] text) => _added.Add((text, id));

    /// <summary>Takes in what was added.</summary>
    public void Refresh()
    {
        if (_added.Count == 0) return;
        _added.Sort(static (a, b) => a.Text.AsSpan().SequenceCompareTo(b.Text));
        var ids = new int[Ids.Length + _added.Count];
        var texts = new byte[ids.Length][];
        var (old, added) = (0, 0);
        for (var i = 0; i < ids.Length; i++)
        {
            var takeAdded = old == Ids.Length
                || (added < _added.Count && _added[added].Text.AsSpan().SequenceCompareTo(Texts[old]) < 0);
            (texts[i], ids[i]) = takeAdded ? _added[added++] : (Texts[old], Ids[old++]);
        }
        (Ids, Texts) = (ids, texts);
        _added = [];
    }

    /// <summary>Takes out the label sets for which <paramref name="isGone"/> holds.</summary>
    public void Remove(Predicate<int> isGone)
    {
        Refresh();
        var kept = Enumerable.Range(0, Ids.Length).Where(i => !isGone(Ids[i])).ToArray();
        (Ids, Texts) = ([.. kept.Select(i => Ids[i])], [.. kept.Select(i => Texts[i])]);
    }
}
