using Aggregator.Core.Aggregation;
using Aggregator.Tests.Core.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Core.Aggregation;

/// <summary>Merging by columns against a dictionary of partials.</summary>
public sealed class RowMergeTests
{
    [Fact]
    public void Any_blocks_give_the_rows_of_a_dictionary() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            // The same generator again: the same groups, with the same measures; another one: groups of its own.
            var sets = Enumerable.Range(0, random.Next(5)).Select(_ => new FlushGenerator(random.Next(3)).Rows(random.Next(80))).ToArray();
            var expected = new Dictionary<(GroupKey, TenantLevel), PartialAggregate>();
            foreach (var row in sets.SelectMany(set => set))
            {
                if (expected.TryGetValue((row.Key, row.Level), out var partial)) partial.Merge(row.Measures);
                else expected.Add((row.Key, row.Level), row.Measures);
            }
            var rows = expected.Select(entry => new Row(entry.Key.Item1, entry.Key.Item2, entry.Value)).ToList();
            rows.Sort(Row.Compare);
            Assert.Equal(FlushText.Of(rows), FlushText.Of(new RowSet([RowMerge.Of([.. sets.SelectMany(set => set.Blocks)])])));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Picks_rows_in_any_order()
    {
        var block = RowBlock.Of([.. new FlushGenerator(4).Rows(100)]);
        int[] rows = [7, 0, 7, 99, 42];
        Assert.Equal(FlushText.Of(rows.Select(row => block[row])), FlushText.Of(new RowSet([block.Pick(rows)])));
    }
}
