using Aggregator.Core.Aggregation;
using Aggregator.Tests.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Core.Aggregation;

/// <summary>Rows in columns against the rows that they were made of.</summary>
public sealed class RowSetTests
{
    private readonly Row[] _rows = [.. new FlushGenerator(1).Rows(200)];

    [Fact]
    public void Gives_the_rows_back_from_every_block()
    {
        var set = new RowSet([RowBlock.Of(_rows[..50]), RowBlock.Empty, RowBlock.Of(_rows[50..51]), RowBlock.Of(_rows[51..])]);
        Assert.Equal(_rows.Length, set.Count);
        Assert.Equal(FlushText.Of(_rows), FlushText.Of(set));
        Assert.Equal(FlushText.Of(_rows), FlushText.Of(Enumerable.Range(0, set.Count).Select(index => set[index])));
        Assert.Throws<ArgumentOutOfRangeException>(() => set[set.Count]);
        Assert.Throws<ArgumentOutOfRangeException>(() => set[-1]);
    }

    [Fact]
    public void Compares_rows_as_rows_compare()
    {
        Row[] shuffled = [.. _rows, .. _rows[..20]];
        new Random(2).Shuffle(shuffled);
        var block = RowBlock.Of(shuffled);
        for (var left = 0; left < shuffled.Length; left++)
        {
            for (var right = 0; right < shuffled.Length; right++)
            {
                Assert.Equal(Math.Sign(Row.Compare(shuffled[left], shuffled[right])), Math.Sign(block.Compare(left, right)));
            }
        }
    }

    [Fact]
    public void Names_every_value_of_a_column_once()
    {
        var block = RowBlock.Of(_rows);
        Assert.Equal(block.Api.Values.Distinct(StringComparer.Ordinal).Count(), block.Api.Values.Length);
        Assert.Equal(_rows.Select(row => row.Key.Api), block.Api.ToArray(), StringComparer.Ordinal);
        int[] places = [5, 0, 5, 199];
        Assert.Equal(places.Select(place => _rows[place].Key.CallerUid), block.CallerUid.Pick(places).ToArray(), StringComparer.Ordinal);
    }
}
