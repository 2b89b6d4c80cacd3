using System.Globalization;
using System.Text.RegularExpressions;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>Latencies of few digits are read without decimals, and give what decimals give.</summary>
public sealed partial class LatencyTests
{
    [Fact]
    public void Reads_numbers_of_any_length_as_decimals_do()
    {
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var unit = random.Next(3) switch { 0 => LatencyUnit.S, 1 => LatencyUnit.Ms, _ => LatencyUnit.Us };
            var text = Text(random);
            var log = Parsed.Combined($"""h - - [20/May/2015:12:05:17 +0000] "GET / HTTP/1.1" 200 1 "-" "a" {text}""", new SourceOptions { Format = LogFormat.Combined, Latency = unit });
            var expected = Expected(text, unit switch { LatencyUnit.S => 0.001m, LatencyUnit.Ms => 1, _ => 1000 });
            Assert.Equal((text, expected, expected is null), (text, log.LatencyMs, log.LatencyIsInvalid));
        }
    }

    private static long? Expected(string text, decimal unitsPerMs)
    {
        if (!Number().IsMatch(text)) return null;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value > 86_400_000 * unitsPerMs) return null;
        return (long)decimal.Round(value / unitsPerMs, MidpointRounding.AwayFromZero);
    }

    // Mostly a few digits and a dot; many around the 15 digits and the 3 decimals up to which there is no decimal.
    private static string Text(Random random)
    {
        string Digits(int most) => string.Concat(Enumerable.Range(0, random.Next(most + 1)).Select(_ => "0059"[random.Next(4)] + (random.Next(9) == 0 ? "7" : "")));
        return random.Next(8) switch
        {
            0 => Digits(20) + "1",
            1 => "1" + Digits(16) + "." + Digits(5),
            2 => "0000000000" + Digits(8) + "." + Digits(3),
            3 => Digits(3) + ".5." + Digits(2),
            4 => "1" + Digits(4) + "e" + Digits(1),
            5 => Digits(3) + "x:/"[random.Next(3)] + Digits(2),
            _ => "3" + Digits(5) + "." + Digits(4),
        };
    }

    [GeneratedRegex(@"\A[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
