using Aggregator.Core.Aggregation;
using Aggregator.Regional.Enrich;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>The keys of all groups by part: of every part a number for each group, by its place. Made in one pass.</summary>
internal sealed class GroupColumns
{
    /// <summary>The keys of these groups.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="windowStarts">What the windows' numbers stand for.</param>
    public GroupColumns(GroupEntries groups, IEnumerable<long> windowStarts)
    {
        var count = groups.Count;
        (Product, Api, Version, CallerUid) = (new int[count], new int[count], new int[count], new int[count]);
        (Cluster, ErrorCode, BizRegionId) = (new int[count], new int[count], new int[count]);
        var windows = new int[count];
        var (httpCodes, codeNumbers) = (new Numbering<int>(), new int[count]);
        for (var place = 0; place < count; place++)
        {
            ref readonly var key = ref groups[place].Key;
            windows[place] = key.Window;
            Product[place] = key.Product;
            Api[place] = key.Api;
            Version[place] = key.Version;
            CallerUid[place] = key.CallerUid;
            Cluster[place] = key.Cluster;
            codeNumbers[place] = httpCodes.NumberOf(key.HttpCode);
            ErrorCode[place] = key.ErrorCode;
            BizRegionId[place] = key.BizRegionId;
        }
        WindowStartMs = new DictionaryColumn<long>([.. windowStarts], windows);
        HttpCode = new DictionaryColumn<int>([.. httpCodes.Values], codeNumbers);
    }

    public DictionaryColumn<long> WindowStartMs { get; }

    public DictionaryColumn<int> HttpCode { get; }

    public int[] Product { get; }

    public int[] Api { get; }

    public int[] Version { get; }

    public int[] CallerUid { get; }

    public int[] Cluster { get; }

    public int[] ErrorCode { get; }

    public int[] BizRegionId { get; }

    /// <summary>The level of each group's tenant, each tenant looked up once.</summary>
    public DictionaryColumn<TenantLevel> LevelsOf(LabelColumn uids, ITenantLookup tenants)
    {
        var (asked, placeOf) = Distinct(CallerUid, uids.Count);
        var levels = DictionaryColumn.Of(tenants.Resolve(Array.ConvertAll(asked, number => uids[number])), level => level);
        return levels.Pick(Array.ConvertAll(CallerUid, uid => placeOf[uid] - 1));
    }

    /// <summary>The numbers that there are, once each, and of each its place among them plus 1.</summary>
    private static (int[] Numbers, int[] PlaceOf) Distinct(int[] column, int numbers)
    {
        var (distinct, placeOf, count) = (new int[numbers], new int[numbers], 0);
        foreach (var number in column)
        {
            if (placeOf[number] != 0) continue;
            distinct[count] = number;
            placeOf[number] = ++count;
        }
        return (distinct[..count], placeOf);
    }
}
