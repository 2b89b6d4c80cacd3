using System.Text;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Series;
using Aggregator.Regional.Ingest;

namespace Aggregator.Regional.Enrich;

/// <summary>
/// The table <c>user_level_dim</c> in memory: uid to level. About 13 bytes a row for decimal uids, some 100 for others.
/// Immutable; knows every level or that there is none.
/// </summary>
public sealed class TenantTable : ITenantLookup
{
    private const int MaxDecimalUidLength = 20;

    private readonly UidTable _decimalUids;
    private readonly Dictionary<string, ushort> _otherUids = new(StringComparer.Ordinal);

    // By number; the first stands for uids that are not there.
    private readonly List<TenantLevel> _levels = [TenantLevel.None];

    private TenantTable(long expectedRows) => _decimalUids = new UidTable(expectedRows);

    /// <summary>A table without rows.</summary>
    public static TenantTable Empty { get; } = new(0);

    /// <summary>Rows, each uid counted once.</summary>
    public int Count => _decimalUids.Count + _otherUids.Count;

    /// <summary>Rows whose uid had been there before; the last row of a uid counts.</summary>
    public int Duplicates { get; private set; }

    /// <summary>Reads a CSV file with the columns <c>uid,gc_level</c>. An empty level is the same as no row.</summary>
    /// <exception cref="DimensionException">The file cannot be read, or names more than 65,535 levels.</exception>
    public static TenantTable Load(string path)
    {
        using var csv = new CsvReader(path, "uid", "gc_level");
        // Counting the lines first costs a second pass over the file and saves the memory of a table that grows.
        var table = new TenantTable(csv.CountLines());
        var numbers = new Dictionary<byte[], ushort>(Utf8KeyComparer.Instance);
        var lookup = numbers.GetAlternateLookup<ReadOnlySpan<byte>>();
        while (csv.Read())
        {
            if (csv[0].IsEmpty) throw csv.Problem("uid is empty; fill it in or remove the row");
            if (!lookup.TryGetValue(csv[1], out var number))
            {
                if (table._levels.Count > UidTable.MaxNumber)
                    throw csv.Problem("there are more than 65,535 levels; give gc_level its few names");
                number = (ushort)table._levels.Count;
                table._levels.Add(csv[1].IsEmpty ? TenantLevel.None : TenantLevel.Known(LabelValue.Canonical(csv[1])));
                lookup[csv[1]] = number;
            }
            table.Set(csv[0], number);
        }
        return table;
    }

    /// <inheritdoc/>
    public TenantLevel[] Resolve(IReadOnlyList<string> uids)
    {
        var levels = new TenantLevel[uids.Count];
        for (var i = 0; i < levels.Length; i++) levels[i] = LevelOf(uids[i]);
        return levels;
    }

    private TenantLevel LevelOf(string uid)
    {
        Span<byte> utf8 = stackalloc byte[MaxDecimalUidLength];
        if (Encoding.UTF8.TryGetBytes(uid, utf8, out var length) && UidTable.TryParse(utf8[..length], out var number))
            return _levels[_decimalUids.Find(number)];
        return _levels[_otherUids.GetValueOrDefault(uid)];
    }

    private void Set(ReadOnlySpan<byte> uid, ushort level)
    {
        bool isNew;
        if (UidTable.TryParse(uid, out var number))
        {
            isNew = _decimalUids.Set(number, level);
        }
        else
        {
            var name = LabelValue.Canonical(uid);
            isNew = !_otherUids.ContainsKey(name);
            _otherUids[name] = level;
        }
        if (!isNew) Duplicates++;
    }
}
