using System.Text;
using Aggregator.Core.Series;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Core.Series;

public sealed class LabelValueTests
{
    [Theory]
    [InlineData("unknown", "_unknown")]
    [InlineData("other", "_other")]
    [InlineData("__overflow__", "___overflow__")]
    [InlineData("Unknown", "Unknown")]
    [InlineData("ecs", "ecs")]
    [InlineData("", "")]
    public void Puts_an_underscore_before_reserved_words_only(string value, string expected)
    {
        Assert.Equal(expected, LabelValue.Canonical(value));
        Assert.Equal(expected, LabelValue.Canonical(Encoding.UTF8.GetBytes(value)));
    }

    [Theory]
    [InlineData("_unknown", "unknown")]
    [InlineData("_other", "other")]
    [InlineData("___overflow__", "__overflow__")]
    [InlineData("other", null)]
    [InlineData("__other", null)]
    [InlineData("_ecs", null)]
    public void Tells_which_reserved_word_a_value_stands_for(string canonical, string? word) =>
        Assert.Equal(word, LabelValue.ReservedWordOf(canonical));

    [Fact]
    public void Shows_an_empty_value_as_unknown_where_that_is_asked_for()
    {
        Assert.Equal("unknown", LabelValue.CanonicalOrUnknown(""u8));
        Assert.Equal("ecs", LabelValue.CanonicalOrUnknown("ecs"u8));
    }

    [Fact]
    public void Any_bytes_become_valid_text_of_at_most_256_bytes() =>
        Prop.ForAll<byte[], byte>((bytes, repeat) =>
        {
            var input = Enumerable.Repeat(bytes, repeat).SelectMany(part => part).ToArray();
            var value = LabelValue.Canonical(input);
            return Encoding.UTF8.GetByteCount(value) <= LabelValue.MaxBytes && HasNoLoneSurrogate(value);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("é", 128)]
    [InlineData("中", 85)]
    [InlineData("😀", 64)]
    public void Cuts_at_the_boundary_of_a_character(string character, int expectedCharacters)
    {
        var value = string.Concat(Enumerable.Repeat(character, 300));
        var expected = string.Concat(Enumerable.Repeat(character, expectedCharacters));

        Assert.Equal(expected, LabelValue.Canonical(value));
        Assert.Equal(expected, LabelValue.Canonical(Encoding.UTF8.GetBytes(value)));
    }

    [Fact]
    public void Turns_bytes_that_are_no_text_into_replacement_characters() =>
        Assert.Equal("a\ufffdb", LabelValue.Canonical([(byte)'a', 0xff, (byte)'b']));

    [Fact]
    public void Turns_a_lone_surrogate_into_a_replacement_character() =>
        Assert.Equal("a\ufffdb😀", LabelValue.Canonical("a\ud800b😀"));

    [Fact]
    public void Tells_which_bytes_are_their_own_canonical_form() =>
        Prop.ForAll<byte>(choice =>
        {
            // Whole, cut and damaged characters, reserved words, and lengths around the longest.
            var random = new Random(choice);
            string[] parts = ["a", "é", "中", "😀", "\ufffd", "\0", "unknown", "other", "__overflow__", "_"];
            var text = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => parts[random.Next(parts.Length)]));
            if (random.Next(3) == 0) text += new string('x', LabelValue.MaxBytes - 4 + random.Next(8));
            var bytes = Encoding.UTF8.GetBytes(text);
            if (bytes.Length > 1) bytes = bytes[random.Next(2)..^random.Next(2)];
            Assert.Equal(Encoding.UTF8.GetBytes(LabelValue.Canonical(bytes)).AsSpan().SequenceEqual(bytes), LabelValue.IsCanonical(bytes));
        }).QuickCheckThrowOnFailure();

    private static bool HasNoLoneSurrogate(string value) =>
        string.Equals(value, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)), StringComparison.Ordinal);
}
