namespace Aggregator.Core.Aggregation;

/// <summary>A dictionary-encoded column: different values, and for each row the number of its own among them.</summary>
/// <param name="Values">The values, none twice; there may be some that no row has.</param>
/// <param name="Numbers">By row.</param>
public readonly record struct DictionaryColumn<T>(T[] Values, int[] Numbers)
    where T : notnull
{
    /// <summary>The value of a row.</summary>
    public T this[int row] => Values[Numbers[row]];

    /// <summary>The value of every row.</summary>
    public T[] ToArray()
    {
        var values = Values;
        return Array.ConvertAll(Numbers, number => values[number]);
    }

    /// <summary>The column whose rows are these rows of this one, in this order.</summary>
    public DictionaryColumn<T> Pick(int[] rows)
    {
        var numbers = Numbers;
        return new DictionaryColumn<T>(Values, Array.ConvertAll(rows, row => numbers[row]));
    }
}

/// <summary>Makes columns.</summary>
public static class DictionaryColumn
{
    /// <summary>The rows of these columns, one after the other.</summary>
    public static DictionaryColumn<T> Join<T>(IReadOnlyList<DictionaryColumn<T>> columns)
        where T : notnull
    {
        var (values, numbers, row) = (new Numbering<T>(), new int[columns.Sum(column => column.Numbers.Length)], 0);
        foreach (var column in columns)
        {
            // Of the values only those that some row has: asked for when the first such row comes.
            var joined = new int[column.Values.Length];
            foreach (var number in column.Numbers)
            {
                if (joined[number] == 0) joined[number] = values.NumberOf(column.Values[number]) + 1;
                numbers[row++] = joined[number] - 1;
            }
        }
        return new DictionaryColumn<T>([.. values.Values], numbers);
    }

    /// <summary>A column of what these rows have.</summary>
    public static DictionaryColumn<T> Of<TRow, T>(IReadOnlyList<TRow> rows, Func<TRow, T> value)
        where T : notnull
    {
        var (values, numbers) = (new Numbering<T>(), new int[rows.Count]);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = values.NumberOf(value(rows[i]));
        return new DictionaryColumn<T>([.. values.Values], numbers);
    }
}
