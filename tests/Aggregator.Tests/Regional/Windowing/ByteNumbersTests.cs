using System.Text;
using Aggregator.Regional.Windowing.Groups;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Windowing;

/// <summary>Byte strings have the numbers that a dictionary of their texts would give them.</summary>
public sealed class ByteNumbersTests
{
    // Few different bytes, zero among them, so that values share beginnings, ends and both.
    private static readonly byte[] Bytes = [0, (byte)'a', (byte)'b', 0xFF];

    [Fact]
    public void Numbers_values_as_a_dictionary_does() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var (numbers, expected) = (new ByteNumbers(), new Dictionary<string, int>(StringComparer.Ordinal) { [""] = 0 });
            for (var i = 0; i < 2000; i++)
            {
                var value = Value(random, random.Next(4) == 0 ? random.Next(300) : random.Next(41));
                var text = Encoding.Latin1.GetString(value);
                if (!expected.TryGetValue(text, out var number)) expected.Add(text, number = expected.Count);
                Assert.Equal(number, numbers.NumberOf(value));
                Assert.Equal(value, numbers[number].ToArray());
            }
            Assert.Equal(expected.Count, numbers.Count);
            Assert.Equal(expected.Keys.Sum(text => text.Length), numbers.ByteCount);
            foreach (var (text, number) in expected) Assert.Equal(number, numbers.NumberOf(Encoding.Latin1.GetBytes(text)));
            numbers.Clear();
            Assert.Equal(1, numbers.NumberOf("a"u8));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_key_depends_on_the_value_alone_not_on_what_lies_after_it()
    {
        var random = new Random(1);
        for (var length = 0; length <= 40; length++)
        {
            var value = Value(random, length);
            var expected = KeyByteByByte(value);
            for (var after = 0; after <= 20; after++)
            {
                byte[] bytes = [.. value, .. Enumerable.Repeat((byte)0xEE, after)];
                var key = ByteKey.Of(bytes, length);
                Assert.Equal(ByteKey.Of(value), key);
                Assert.Equal(length <= ByteKey.MaxBytes, key.IsWhole);
                if (!key.IsWhole) continue;
                Assert.Equal(expected, key);
                Assert.Equal(value, key.WriteTo(new byte[ByteKey.MaxBytes]).ToArray());
            }
        }
    }

    [Fact]
    public void Long_values_differ_in_their_hash_wherever_they_differ()
    {
        var random = new Random(2);
        for (var length = ByteKey.MaxBytes + 1; length <= 80; length++)
        {
            var value = Value(random, length);
            var hash = SeededHash.Of(value);
            for (var at = 0; at < length; at++)
            {
                var changed = value.ToArray();
                changed[at] ^= 1;
                Assert.NotEqual(hash, SeededHash.Of(changed));
            }
        }
    }

    private static byte[] Value(Random random, int length) => [.. Enumerable.Range(0, length).Select(_ => Bytes[random.Next(Bytes.Length)])];

    private static ByteKey KeyByteByByte(byte[] value)
    {
        var (low, high) = (0UL, 0UL);
        for (var i = 0; i < Math.Min(value.Length, ByteKey.MaxBytes); i++)
        {
            if (i < 8) low |= (ulong)value[i] << (8 * i);
            else high |= (ulong)value[i] << (8 * (i - 8));
        }
        return new ByteKey(low, high, value.Length);
    }
}
