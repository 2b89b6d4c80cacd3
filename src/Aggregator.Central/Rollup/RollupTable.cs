using System.Runtime.CompilerServices;
using Aggregator.Central.Expose;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;

namespace Aggregator.Central.Rollup;

/// <summary>
/// The label sets of one definition with their counters and slots. A label set is a small number; its data is in columns
/// by that number, since there can be hundreds of thousands.
/// </summary>
internal sealed class RollupTable(RollupDefinition definition, LabelSetBudget budget, RingLayout layout, LabelPool pool)
{
    private readonly LabelIndex _index = new();
    private readonly Stack<int> _free = new();
    private LabelSet[] _sets = [];
    private long[] _totals = [];
    private long[] _late = [];
    private int _overflowId = -1;

    /// <summary>Stands for a label set that the budget has no place for.</summary>
    public const int Refused = -1;

    public RollupDefinition Definition { get; } = definition;

    public SlotRing Ring { get; } = new(definition, layout);

    public SortedLabelSets Sorted { get; } = new();

    /// <summary>The latencies' classic histogram; unused unless the definition has it.</summary>
    public LatencyTotals Latencies { get; } = new();

    /// <summary>Label sets, reserved ones included.</summary>
    public int Count => _index.Count;

    /// <summary>What all request counters gained since the start of the process.</summary>
    public long GainedRequests { get; private set; }

    /// <summary>What all late request counters gained since the start of the process.</summary>
    public long GainedLate { get; private set; }

    public ref LabelSet this[int id] => ref _sets[id];

    /// <summary>Every label set, and free places, whose text is null. Valid until the next change.</summary>
    public Span<LabelSet> Sets => _sets.AsSpan(0, _index.Count + _free.Count);

    /// <summary>A label set's totals, by column of the definition.</summary>
    public ReadOnlySpan<long> Totals(int id) => _totals.AsSpan(id * Definition.Totals.Length, Definition.Totals.Length);

    /// <summary>A label set's late requests, all and 5xx.</summary>
    public ReadOnlySpan<long> Late(int id) => _late.AsSpan(id * 2, 2);

    /// <summary>True for the label set that takes what comes past the budget.</summary>
    public bool IsOverflow(int id) => id == _overflowId;

    /// <summary>The label set of a key in canonical form, a new one if the budget allows; else <see cref="Refused"/>.</summary>
    public int Admit(in LabelKey key) => Admit(key, LabelIndex.HashOf(key));

    /// <inheritdoc cref="Admit(in LabelKey)"/>
    /// <param name="key">The label values.</param>
    /// <param name="hash">Their hash.</param>
    public int Admit(in LabelKey key, uint hash)
    {
        if (_index.Find(key, hash) is var id && id >= 0) return id;
        return budget.TryTake() ? Open(key.Interned(pool, Definition.SharesFirstLabel), isReserved: false) : Refused;
    }

    /// <summary>The label set of a key; -1 when there is none.</summary>
    public int Find(in LabelKey key) => _index.Find(key, LabelIndex.HashOf(key));

    /// <inheritdoc cref="LabelIndex.Touch"/>
    public int TouchIndex(ReadOnlySpan<uint> hashes) => _index.Touch(hashes);

    /// <summary>Reads what <see cref="Add"/> will change of these label sets, in loads that do not wait for each other.</summary>
    /// <inheritdoc cref="LabelIndex.Touch"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int Touch(ReadOnlySpan<int> ids, long windowStartMs)
    {
        var seen = 0L;
        foreach (var id in ids)
        {
            if (id >= 0) seen += _sets[id].LastMergedMs + _totals[id * Definition.Totals.Length];
        }
        return (int)seen + (Ring.Find(windowStartMs)?.Touch(ids) ?? 0);
    }

    /// <summary>Counts logs of a label set that was refused.</summary>
    /// <returns>The overflow label set, which takes them.</returns>
    public int Refuse(string firstLabel, long logs)
    {
        budget.CountOverflow(firstLabel, logs);
        if (_overflowId < 0) _overflowId = AdmitReserved(LabelKey.AllOf(LabelValue.Overflow, Definition.Labels.Count));
        return _overflowId;
    }

    /// <summary>The label set of a key that the product itself writes: always there, whatever the budget.</summary>
    public int AdmitReserved(in LabelKey key) => Find(key) is var id && id >= 0 ? id : Open(key, isReserved: true);

    /// <summary>Which regions feed the label sets of each value of the second label, which is region_id for products.</summary>
    public FedValues FedSecondLabels()
    {
        var fed = new FedValues();
        for (var id = 0; id < Sets.Length; id++)
        {
            if (_sets[id].Text is not null) fed.Add(_index[id].Second, _sets[id].FedBy);
        }
        return fed;
    }

    /// <summary>Adds rows of one window: to the counters now, and to their slot for the gauges.</summary>
    /// <param name="id">The label set.</param>
    /// <param name="context">Who adds them, and when.</param>
    /// <param name="windowStartMs">Their window.</param>
    /// <param name="measures">Their measures, by <see cref="Measure"/>.</param>
    /// <param name="latencies">Their latencies; only looked at where the definition keeps a distribution.</param>
    public void Add(int id, MergeContext context, long windowStartMs, ReadOnlySpan<long> measures, FilledBuckets latencies)
    {
        ref var set = ref _sets[id];
        set.FedBy |= context.FedBy;
        set.LastMergedMs = set.LastTrafficMs = context.NowMs;
        var totals = _totals.AsSpan(id * Definition.Totals.Length, Definition.Totals.Length);
        for (var column = 0; column < totals.Length; column++) totals[column] += measures[(int)Definition.Totals[column]];
        if (Definition.HasLateAndLatency) Latencies.Add(id, latencies);
        GainedRequests += measures[(int)Measure.Requests];

        // Also for a slot that the ring does not hold (any more): whether an idle series shows 0 must not depend on when
        // its rows were merged.
        set.FirstSlotMs = Math.Min(set.FirstSlotMs, windowStartMs);
        Ring.Open(windowStartMs)?.Add(id, measures, latencies);
    }

    /// <summary>Adds rows that came too late for the counters: to the late counters only, whoever their gauges follow.</summary>
    public void AddLate(int id, MergeContext context, ReadOnlySpan<long> measures)
    {
        _sets[id].LastMergedMs = context.NowMs;
        _late[id * 2] += measures[(int)Measure.Requests];
        _late[id * 2 + 1] += measures[(int)Measure.Http5xx];
        GainedLate += measures[(int)Measure.Requests];
    }

    /// <summary>Ends the label sets that had no row for longer than <paramref name="expiryMs"/>.</summary>
    /// <returns>Their keys.</returns>
    public IReadOnlyList<LabelKey> Expire(long nowMs, long expiryMs)
    {
        int[] ended = [.. Enumerable.Range(0, Sets.Length).Where(id => _sets[id].Text is not null && nowMs - _sets[id].LastMergedMs > expiryMs)];
        if (ended.Length == 0) return [];
        LabelKey[] keys = [.. ended.Select(id => _index[id])];
        foreach (var id in ended)
        {
            if (!_sets[id].IsReserved) budget.Return(1);
            if (id == _overflowId) _overflowId = -1;
            _sets[id] = default;
            Ring.Remove(id);
        }
        _index.Remove(id => _sets[id].Text is null);
        foreach (var id in ended) _free.Push(id);
        Sorted.Remove(id => _sets[id].Text is null);
        return keys;
    }

    private int Open(in LabelKey key, bool isReserved)
    {
        if (!_free.TryPop(out var id)) id = _index.Count;
        // By a quarter: doubling would leave up to half of the columns' memory unused.
        if (id >= _sets.Length) Reserve(Math.Max(16, id + id / 4));
        _index.Add(key, LabelIndex.HashOf(key), id);
        var text = LabelText.Build(Definition.Labels, key);
        _sets[id] = new LabelSet(text, isReserved);
        _totals.AsSpan(id * Definition.Totals.Length, Definition.Totals.Length).Clear();
        if (Definition.HasLateAndLatency)
        {
            _late.AsSpan(id * 2, 2).Clear();
            Latencies.Clear(id);
        }
        Sorted.Add(id, text);
        return id;
    }

    private void Reserve(int labelSets)
    {
        Array.Resize(ref _sets, labelSets);
        Array.Resize(ref _totals, labelSets * Definition.Totals.Length);
        if (!Definition.HasLateAndLatency) return;
        Array.Resize(ref _late, labelSets * 2);
        Latencies.Reserve(labelSets);
    }

    /// <summary>Writes all label sets, numbered anew from 0, and their slots.</summary>
    public void Save(BinaryWriter writer)
    {
        var numberOf = new int[_sets.Length];
        writer.Write(_index.Count);
        var number = 0;
        for (var id = 0; id < Sets.Length; id++)
        {
            if (_sets[id].Text is null) continue;
            numberOf[id] = number++;
            SaveLabelSet(writer, _index[id], id);
        }
        Ring.Save(writer, numberOf);
    }

    private void SaveLabelSet(BinaryWriter writer, in LabelKey key, int id)
    {
        ref readonly var set = ref _sets[id];
        for (var label = 0; label < Definition.Labels.Count; label++) writer.Write(key[label]);
        writer.Write(set.IsReserved);
        writer.Write(IsOverflow(id));
        writer.Write(set.FedBy);
        writer.Write(set.ZeroUntilMs);
        writer.Write(set.LastMergedMs);
        writer.Write(set.LastTrafficMs);
        writer.Write(set.FirstSlotMs);
        foreach (var total in Totals(id)) writer.Write(total);
        if (!Definition.HasLateAndLatency) return;
        foreach (var total in Late(id)) writer.Write(total);
        Latencies.Save(writer, id);
    }

    /// <summary>Reads what <see cref="Save"/> wrote into this empty table.</summary>
    public void Load(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        Reserve(count);
        for (var i = 0; i < count; i++) LoadLabelSet(reader);
        Ring.Load(reader);
    }

    private void LoadLabelSet(BinaryReader reader)
    {
        var values = new string[4];
        for (var label = 0; label < values.Length; label++)
            values[label] = label < Definition.Labels.Count ? reader.ReadString() : "";
        var key = new LabelKey(values[0], values[1], values[2], values[3]);
        var (isReserved, isOverflow) = (reader.ReadBoolean(), reader.ReadBoolean());
        var id = Open(key.Interned(pool, Definition.SharesFirstLabel), isReserved);
        if (isOverflow) _overflowId = id;
        if (!isReserved) budget.TakeRestored();

        ref var set = ref _sets[id];
        set.FedBy = reader.ReadUInt64();
        set.ZeroUntilMs = reader.ReadInt64();
        set.LastMergedMs = reader.ReadInt64();
        set.LastTrafficMs = reader.ReadInt64();
        set.FirstSlotMs = reader.ReadInt64();
        for (var column = 0; column < Definition.Totals.Length; column++)
            _totals[id * Definition.Totals.Length + column] = reader.ReadInt64();
        if (!Definition.HasLateAndLatency) return;
        for (var i = 0; i < 2; i++) _late[id * 2 + i] = reader.ReadInt64();
        Latencies.Load(reader, id);
    }
}

/// <summary>Who adds a row, and when.</summary>
/// <param name="FedBy">The bit of the row's source region.</param>
/// <param name="NowMs">Wall time of the merge.</param>
internal readonly record struct MergeContext(ulong FedBy, long NowMs);
