using System.Globalization;
using System.Text;
using Aggregator.Regional.Ingest.Text;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>Texts that are read as one word, beside a reading byte by byte.</summary>
public sealed class TextWordsTests
{
    [Fact]
    public void Reads_every_second_of_a_day_and_the_leap_second()
    {
        for (var second = 0; second < 24 * 3600; second++)
        {
            Assert.True(TextWords.TryReadClock(Bytes($"{second / 3600:00}:{second / 60 % 60:00}:{second % 60:00}"), out var read));
            Assert.Equal(second, read);
        }
        Assert.True(TextWords.TryReadClock(Bytes("23:59:60"), out var leap));
        Assert.Equal(24 * 3600, leap);
    }

    [Fact]
    public void Takes_at_every_place_of_a_clock_only_what_may_stand_there()
    {
        // What each place of 12:34:56 may be, the others as they are.
        string[] allowed = ["012", "0123456789", ":", "012345", "0123456789", ":", "012345", "0123456789"];
        ForEachByteAt("12:34:56", (text, at) => Assert.Equal(allowed[at].Contains((char)text[at], StringComparison.Ordinal), TextWords.TryReadClock(text, out _)));
        foreach (var wrong in new[] { "24:00:00", "12:60:00", "12:00:61" }) Assert.False(TextWords.TryReadClock(Bytes(wrong), out _), wrong);
    }

    [Fact]
    public void Reads_every_status_and_nothing_else()
    {
        for (var status = 0; status < 1000; status++)
        {
            Assert.True(TextWords.TryReadStatus(Bytes($" {status:000}"), out var read));
            Assert.Equal(status, read);
        }
        ForEachByteAt(" 200", (text, at) => Assert.Equal(at == 0 ? text[0] == ' ' : char.IsAsciiDigit((char)text[at]), TextWords.TryReadStatus(text, out _)));
    }

    [Theory]
    [InlineData("A /a/b/c")]
    [InlineData("GET /a/b")]
    [InlineData("DELETE /")]
    [InlineData("OPTIONS ")]
    [InlineData("PROPFIND")]
    [InlineData(" GET /a/")]
    public void Reads_methods_of_seven_letters_at_most(string text) => ForEachByteAt(text, (changed, _) =>
    {
        var end = changed.AsSpan().IndexOf((byte)' ');
        var isMethod = end > 0 && !changed.AsSpan(0, end).ContainsAnyExceptInRange((byte)'A', (byte)'Z');
        Assert.Equal(isMethod, TextWords.TryReadMethod(changed, out var length));
        if (isMethod) Assert.Equal(end, length);
    });

    [Fact]
    public void Knows_a_protocol_by_all_of_its_bytes() => ForEachByteAt("HTTP/1.1", (text, at) =>
    {
        // In place of a digit anything of 0x30 to 0x3F: of no importance, as long as it is no space.
        var isOne = at is 5 or 7 ? text[at] is >= 0x30 and <= 0x3F : text[at] == "HTTP/1.1"[at];
        Assert.Equal(isOne, TextWords.IsProtocol(text));
    });

    private static void ForEachByteAt(string text, Action<byte[], int> check)
    {
        for (var at = 0; at < text.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                var changed = Bytes(text);
                changed[at] = (byte)value;
                check(changed, at);
            }
        }
    }

    private static byte[] Bytes(FormattableString text) => Bytes(text.ToString(CultureInfo.InvariantCulture));

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);
}
