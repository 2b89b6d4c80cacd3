using Aggregator.Core.Aggregation;
using Xunit;

namespace Aggregator.Tests.Core.Aggregation;

public sealed class RowOrderTests
{
    // Ascending; each differs from the one before in one more significant column.
    private static readonly Row[] Ordered =
    [
        Row(),
        Row(uid: "10"),
        Row(uid: "9"),
        Row(level: TenantLevel.Known("GC5")),
        Row(level: TenantLevel.None),
        Row(level: TenantLevel.Unresolved),
        Row(error: "Throttling"),
        Row(code: 404),
        Row(bizRegion: "z"),
        Row(appGroup: "z"),
        Row(region: "z"),
        Row(version: "z"),
        Row(api: "Z"),
        Row(api: "z"),
        Row(product: "z"),
        Row(window: 10_000),
    ];

    [Fact]
    public void Goes_by_the_columns_that_repeat_most_and_by_ordinal()
    {
        for (var i = 0; i < Ordered.Length; i++)
        {
            for (var j = 0; j < Ordered.Length; j++)
            {
                Assert.Equal(i.CompareTo(j), Math.Sign(Aggregator.Core.Aggregation.Row.Compare(Ordered[i], Ordered[j])));
            }
        }
    }

    private static Row Row(
        long window = 0, string product = "a", string api = "A", string version = "a", string region = "a",
        string appGroup = "a", string bizRegion = "a", int code = 200, string error = "", TenantLevel? level = null,
        string uid = "1") => new(
            new GroupKey(window, product, api, version, uid, region, appGroup, code, error, bizRegion),
            level ?? TenantLevel.Known("GC4"), new PartialAggregate { Count = 1 });
}
