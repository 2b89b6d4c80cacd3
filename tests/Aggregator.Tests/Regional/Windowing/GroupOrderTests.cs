using Aggregator.Core.Aggregation;
using Aggregator.Regional.Windowing.Groups;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Windowing;

/// <summary>Sorting by numbers against the library's sorting of what they stand for.</summary>
public sealed class GroupOrderTests
{
    private static readonly string[] Pieces = ["", "a", "Z", "0", "-", "~", "\0", "\u0001", "\u007f", "é", "实", "\ud83d\ude00", "\uffff", "abcdefgh", "1234567890123456"];

    [Fact]
    public void Ranks_of_texts_are_their_ordinal_order() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var texts = Enumerable.Range(0, random.Next(300))
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => Pieces[random.Next(Pieces.Length)])))
                .Distinct(StringComparer.Ordinal).ToArray();
            var ranks = LabelRanks.Of(texts);
            var byRank = Enumerable.Range(0, texts.Length).OrderBy(number => ranks[number]).Select(number => texts[number]);
            Assert.Equal(texts.Order(StringComparer.Ordinal), byRank, StringComparer.Ordinal);
            Assert.Equal(texts.Length, ranks.Count);
            Assert.All(Enumerable.Range(0, texts.Length), number => Assert.True(ranks[number] < 1UL << ranks.Bits));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Equal_keys_stay_in_their_order() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var count = random.Next(400);
            var spread = random.Next(3);
            var keys = Enumerable.Range(0, count).Select(_ => KeyOf(random, spread)).ToArray();
            var items = Enumerable.Range(0, count).ToArray();
            var expected = items.OrderBy(item => keys[item]).ToArray();
            RadixSort.Sort(keys, items, count);
            Assert.Equal(expected, items);
            Assert.Equal(keys.Order(), keys);
        }).QuickCheckThrowOnFailure();

    private static UInt128 KeyOf(Random random, int spread) => spread switch
    {
        0 => (UInt128)random.Next(4) << random.Next(127),
        1 => (ulong)random.Next(5000),
        _ => new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64()),
    };
}
