using System.Runtime.Intrinsics;
using System.Text;
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
        var index = new QuoteIndex();
        for (var before = 0; before < 130; before++)
        {
            for (var backslashes = 0; backslashes < 140; backslashes++)
            {
                byte[] text = [.. Enumerable.Repeat((byte)'x', before), .. Enumerable.Repeat((byte)'\\', backslashes), .. "\"\"\\\"\""u8];
                Assert.Equal(Quotes(text), index.Fill(text)[..^QuoteIndex.Padding].ToArray());
            }
        }
    }

    [Fact]
    public void Uses_vectors_no_wider_than_the_process_may()
    {
        // Set by VectorWidthTests, which runs these tests again in such a process.
        if (Environment.GetEnvironmentVariable(VectorWidthTests.Widest) is not { } widest) return;
        var width = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        Assert.InRange(width, 0, int.Parse(widest, System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void Check(QuoteIndex index, byte[] text)
    {
        Assert.Equal(Quotes(text), index.Fill(text)[..^QuoteIndex.Padding].ToArray());
        for (var start = 0; start < text.Length; start += 1 + text.Length / 40)
        {
            for (var end = start; end <= text.Length; end += 1 + text.Length / 40)
            {
                var isThere = text.AsSpan(start, end - start).Contains((byte)'\\');
                Assert.Equal((isThere, isThere), (index.HasBackslash(start, end), index.Backslashes(start, end - start) != 0));
            }
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
                var parts = Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(80) switch { 0 => "\\n", < 30 => "\\\\", < 60 => "\\\"", _ => "abc" });
                var (before, inside) = (new string('x', random.Next(130)), string.Concat(parts));
                index.Fill(Encoding.ASCII.GetBytes($"{before}\"{inside}\"\"\\\""));

                var start = before.Length + 1;
                var isFound = index.TryFillEscaped(start, start + inside.Length, out var found);
                if (isFound) Assert.Equal(QuotesWithin(inside)!.Select(at => at + start), found[..^QuoteIndex.Padding].ToArray());
                else Assert.Null(QuotesWithin(inside));
            }
        }).QuickCheckThrowOnFailure();

    /// <summary>Byte by byte: which quotes are quotes of the decoded text; null for escapes of another kind.</summary>
    private static List<int>? QuotesWithin(string raw)
    {
        var (quotes, isEscaped) = (new List<int>(), false);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\\' && raw[++i] is not ('"' or '\\')) return null;
            var isBackslash = raw[i] == '\\';
            if (raw[i] == '"' && !isEscaped) quotes.Add(i);
            isEscaped = isBackslash && !isEscaped;
        }
        return quotes;
    }

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
