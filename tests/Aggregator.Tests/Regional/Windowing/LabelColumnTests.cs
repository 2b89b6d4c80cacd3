using System.Text;
using Aggregator.Core.Series;
using Aggregator.Regional.Windowing.Groups;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Windowing;

/// <summary>Two raw values have one number exactly when they have one canonical form.</summary>
public sealed class LabelColumnTests
{
    [Fact]
    public void Numbers_canonical_forms_as_a_dictionary_does() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (column, expected) = (new LabelColumn(LabelValue.Unknown), new Dictionary<string, int>(StringComparer.Ordinal) { [LabelValue.Unknown] = 0 });
            for (var i = 0; i < 1000; i++)
            {
                var value = Value(random);
                var name = LabelValue.CanonicalOrUnknown(value);
                if (!expected.TryGetValue(name, out var number)) expected.Add(name, number = expected.Count);
                Assert.Equal(number, column.NumberOf(value));
                if (random.Next(4) == 0) Assert.Equal(name, column[number]);
                if (random.Next(100) == 0) column.Trim(); // keeps what is little
            }
            Assert.Equal(expected.Count, column.Count);
            Assert.Equal([.. expected.OrderBy(entry => entry.Value).Select(entry => entry.Key)], column.Names());
            var inOrder = expected.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value);
            Assert.Equal(inOrder, Enumerable.Range(0, column.Count).OrderBy(number => column.Ranks[number]));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_whole_key_needs_no_bytes()
    {
        var column = new LabelColumn("");
        byte[][] values = ["a"u8.ToArray(), "abcdefghijklmnop"u8.ToArray(), [0xFF, (byte)'a'], "unknown"u8.ToArray(), []];
        foreach (var value in values) Assert.Equal(LabelValue.Canonical(value), column[column.NumberOf(ByteKey.Of(value), [])]);
    }

    [Fact]
    public void Keeps_values_from_flush_to_flush_until_they_are_many()
    {
        var column = new LabelColumn("");
        for (var i = 1; i < LabelColumn.MaxKept; i++)
        {
            column.NumberOf(Encoding.ASCII.GetBytes($"{i}"));
            if (i % 100_000 == 0) column.Trim();
        }
        Assert.Equal(LabelColumn.MaxKept, column.Count);
        column.Trim();
        Assert.Equal(1, column.Count);
        Assert.Equal("7", column[column.NumberOf("7"u8)]);
        Assert.Equal(["", "7"], column.Names());
    }

    [Fact]
    public void Keeps_no_long_values_past_their_bound()
    {
        var column = new LabelColumn("");
        for (var i = 0; i < 40_000; i++) column.NumberOf(Encoding.ASCII.GetBytes($"{i}".PadRight(LabelValue.MaxBytes)));
        column.Trim();
        Assert.Equal(1, column.Count);
    }

    private static byte[] Value(Random random)
    {
        string[] parts = ["a", "ab", "b", "中", "\ufffd", "\0", "unknown", "other", "_", "0123456789abcdef"];
        var text = string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => parts[random.Next(parts.Length)]));
        if (random.Next(20) == 0) text = text.PadRight(300 + random.Next(2), 'x');
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length > 0 && random.Next(4) == 0) bytes[random.Next(bytes.Length)] = (byte)(0xFE + random.Next(2));
        return bytes;
    }
}
