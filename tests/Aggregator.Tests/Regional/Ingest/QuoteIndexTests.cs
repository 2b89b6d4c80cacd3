using Aggregator.Regional.Ingest.Json;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

public sealed class QuoteIndexTests
{
    [Fact]
    public void Finds_the_quotes_that_a_byte_by_byte_walk_finds() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var index = new QuoteIndex();
            for (var i = 0; i < 50; i++) Check(index, Text(random));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Carries_a_run_of_backslashes_from_block_to_block()
    {
        for (var before = 0; before < 130; before++)
        {
            for (var backslashes = 0; backslashes < 140; backslashes++)
                Check(new QuoteIndex(), [.. Enumerable.Repeat((byte)'x', before), .. Enumerable.Repeat((byte)'\\', backslashes), .. "\"\"\\\"\""u8]);
        }
    }

    private static void Check(QuoteIndex index, byte[] text)
    {
        var quotes = index.Fill(text);
        Assert.Equal(Quotes(text), index.Positions[..quotes]);
        for (var start = 0; start < text.Length; start += 1 + text.Length / 40)
        {
            for (var end = start; end <= text.Length; end += 1 + text.Length / 40)
                Assert.Equal(text.AsSpan(start, end - start).Contains((byte)'\\'), index.HasBackslash(start, end));
        }
    }

    [Fact]
    public void Finds_the_quotes_of_a_text_within_a_string_or_that_it_has_other_escapes() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var index = new QuoteIndex();
            for (var i = 0; i < 50; i++)
            {
                var parts = Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(40) switch { 0 => "\\\\", 1 => "\\n", < 20 => "\\\"", _ => "abc" });
                var (before, inside) = (new string('x', random.Next(130)), string.Concat(parts));
                index.Fill(System.Text.Encoding.ASCII.GetBytes($"{before}\"{inside}\"\"\\\""));

                var start = before.Length + 1;
                var found = index.FillEscaped(start, start + inside.Length);
                var others = inside.Replace("\\\"", "", StringComparison.Ordinal).Contains('\\', StringComparison.Ordinal);
                if (others) Assert.Equal(-1, found);
                else Assert.Equal(Enumerable.Range(start, inside.Length).Where(at => inside[at - start] == '"'), index.EscapedPositions[..found]);
            }
        }).QuickCheckThrowOnFailure();

    private static IEnumerable<int> Quotes(byte[] text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') yield return i;
        }
    }

    // Mostly quotes and backslashes, or mostly neither; lengths around whole blocks.
    private static byte[] Text(Random random)
    {
        var alphabet = random.Next(3) switch { 0 => "\"\\"u8.ToArray(), 1 => "\"\\xyz"u8.ToArray(), _ => "\"\\abcdefghijklmnopqrstuvwxyz{}:, \0\xFF"u8.ToArray() };
        return [.. Enumerable.Range(0, random.Next(4) * 64 + random.Next(-3, 4) + 3).Select(_ => alphabet[random.Next(alphabet.Length)])];
    }
}
