using System.Collections;
using System.Runtime.CompilerServices;

namespace Aggregator.Core.Aggregation;

/// <summary>
/// The rows of a flush, in the order of <see cref="Row.Compare"/>. They lie in blocks, a block for each chunk that they came in; who must be fast walks
/// through the blocks' columns, for everybody else it is a list of rows, each made when it is asked for.
/// </summary>
[CollectionBuilder(typeof(RowSet), nameof(Create))]
public sealed class RowSet(IReadOnlyList<RowBlock> blocks) : IReadOnlyList<Row>
{
    /// <summary>No rows.</summary>
    public static RowSet Empty { get; } = new([]);

    /// <summary>The blocks, in order.</summary>
    public IReadOnlyList<RowBlock> Blocks { get; } = blocks;

    /// <inheritdoc/>
    public int Count { get; } = blocks.Sum(block => block.Count);

    /// <inheritdoc/>
    public Row this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var block = 0;
            for (; index >= Blocks[block].Count; block++) index -= Blocks[block].Count;
            return Blocks[block][index];
        }
    }

    /// <summary>A set of these rows.</summary>
    public static RowSet Create(ReadOnlySpan<Row> rows) => rows.IsEmpty ? Empty : new RowSet([RowBlock.Of(rows.ToArray())]);

    /// <inheritdoc/>
    public IEnumerator<Row> GetEnumerator()
    {
        foreach (var block in Blocks)
        {
            for (var row = 0; row < block.Count; row++) yield return block[row];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
