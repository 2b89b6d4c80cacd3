using Aggregator.Core.Aggregation;

namespace Aggregator.Central.Rollup;

/// <summary>
/// Sums of one window's rows of a block by tenant. Rows are sorted by tenant last of all, so a tenant's lie scattered over the
/// block: here they meet in an array that fits the processor's cache, and the tenant's counters and slot, which do not, are
/// visited once a window.
/// </summary>
internal sealed class TenantCells(RollupTable table, TenantLevels levels)
{
    /// <summary>Label sets whose memory is asked for at once.</summary>
    private const int TouchedAhead = 64;

    private readonly long[] _measures = new long[(int)Measure.RtMax + 1];
    private Cell[] _cells = [];
    private int[] _touched = [];
    private int[] _labelSets = [];
    private uint[] _hashes = [];
    private int _touchedCount;
    private RowBlock _block = RowBlock.Empty;
    private MergeContext _context;
    private long _windowStartMs;

    /// <summary>A block begins, after the one before has ended.</summary>
    public void Begin(RowBlock block, MergeContext context)
    {
        (_block, _context) = (block, context);
        var tenants = block.CallerUid.Values.Length;
        if (_cells.Length < tenants) (_cells, _touched, _labelSets) = (new Cell[tenants], new int[tenants], new int[tenants]);
        else Array.Clear(_cells, 0, tenants);
    }

    /// <summary>
    /// Rows that <see cref="Add"/> will get: the label sets of tenants that were not met before are looked at ahead, all at once.
    /// Changes nothing.
    /// </summary>
    public void Prepare(int from, int to)
    {
        var (tenants, levelNumbers, found) = (_block.CallerUid.Numbers, _block.Level.Numbers, 0);
        if (_hashes.Length < to - from) _hashes = new uint[to - from];
        for (var row = from; row < to; row++)
        {
            ref var cell = ref _cells[tenants[row]];
            if (cell.HashedLevelNumber != 0 || _block.Level[row].Name is not { } level) continue;
            cell.Hash = _hashes[found++] = LabelIndex.HashOf(new LabelKey(_block.CallerUid.Values[tenants[row]], level));
            cell.HashedLevelNumber = levelNumbers[row] + 1;
        }
        table.TouchIndex(_hashes.AsSpan(0, found));
    }

    /// <summary>Rows of this window follow; those of another one are flushed.</summary>
    public void BeginWindow(long startMs)
    {
        if (startMs == _windowStartMs) return;
        Flush();
        _windowStartMs = startMs;
    }

    /// <summary>Adds the rows from <paramref name="from"/> to before <paramref name="to"/>.</summary>
    public void Add(int from, int to)
    {
        var measures = _block.Measures;
        var (tenants, levelNumbers) = (_block.CallerUid.Numbers, _block.Level.Numbers);
        for (var row = from; row < to; row++)
        {
            var tenant = tenants[row];
            ref var cell = ref _cells[tenant];
            if (cell.LevelNumber != levelNumbers[row] + 1) Resolve(ref cell, row);
            if (!cell.IsTouched)
            {
                cell.IsTouched = true;
                _touched[_touchedCount++] = tenant;
            }
            if (cell.IsRefused) cell.LabelSet = table.Refuse(_block.CallerUid[row], measures.Count[row]);
            cell.Requests += measures.Count[row];
            cell.Limited += measures.Throttled[row];
        }
    }

    /// <summary>The block's last row was added; nothing refers to it any more.</summary>
    public void End()
    {
        Flush();
        _block = RowBlock.Empty;
    }

    /// <summary>Adds the sums to the table, in the order in which their tenants first came.</summary>
    private void Flush()
    {
        for (var i = 0; i < _touchedCount; i++) _labelSets[i] = _cells[_touched[i]].LabelSet;
        for (var i = 0; i < _touchedCount; i++)
        {
            if (i % TouchedAhead == 0) table.Touch(_labelSets.AsSpan(i, Math.Min(TouchedAhead, _touchedCount - i)), _windowStartMs);
            ref var cell = ref _cells[_touched[i]];
            _measures[(int)Measure.Requests] = cell.Requests;
            _measures[(int)Measure.Limited] = cell.Limited;
            table.Add(cell.LabelSet, _context, _windowStartMs, _measures, default);
            (cell.Requests, cell.Limited, cell.IsTouched) = (0, 0, false);
        }
        _touchedCount = 0;
    }

    /// <summary>Looks the tenant's label set up: at its first row, and should another one name another level.</summary>
    private void Resolve(ref Cell cell, int row)
    {
        if (cell.IsTouched) Flush();
        var (uid, level) = (_block.CallerUid[row], _block.Level[row]);
        var (key, isReserved) = levels.KeyOf(uid, level);
        cell.LevelNumber = _block.Level.Numbers[row] + 1;
        var hash = cell.HashedLevelNumber == cell.LevelNumber ? cell.Hash : LabelIndex.HashOf(key);
        cell.LabelSet = isReserved ? table.AdmitReserved(key) : table.Admit(key, hash);
        cell.IsRefused = cell.LabelSet == RollupTable.Refused;
        if (!cell.IsRefused && !table.IsOverflow(cell.LabelSet)) Learn(cell.LabelSet, uid, level);
    }

    private void Learn(int labelSet, string uid, TenantLevel level)
    {
        if (level.Name is not null && table[labelSet].HasLastLevel) return;
        var forgotten = levels.Learn(uid, level);
        if (forgotten is not null && table.Find(new LabelKey(uid, forgotten)) is var before && before >= 0) table[before].HasLastLevel = false;
        if (level.Name is not null) table[labelSet].HasLastLevel = true;
    }

    private struct Cell
    {
        public long Requests;
        public long Limited;
        public int LabelSet;

        /// <summary>The level that the label set was looked up with: its number in the block and one; 0 before.</summary>
        public int LevelNumber;

        /// <summary>Of the tenant's label values with the level of <see cref="HashedLevelNumber"/>, counted like the other.</summary>
        public uint Hash;

        public int HashedLevelNumber;

        public bool IsRefused;

        /// <summary>There is something to flush.</summary>
        public bool IsTouched;
    }
}
