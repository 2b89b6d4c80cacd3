using System.Globalization;
using System.Text;
using Aggregator.Regional.Ingest.Values;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

public sealed class DecimalTextTests
{
    [Fact]
    public void Reads_whole_numbers_of_up_to_18_digits_and_nothing_else()
    {
        var random = new Random(9);
        for (var i = 0; i < 20_000; i++)
        {
            var text = Enumerable.Range(0, random.Next(21)).Select(_ => (byte)random.Next('0', '9' + 1)).ToArray();
            if (text.Length > 0 && random.Next(3) == 0) text[random.Next(text.Length)] = (byte)random.Next(256);

            var isNumber = text.Length is > 0 and <= 18 && text.All(digit => char.IsAsciiDigit((char)digit));
            var expected = isNumber ? long.Parse(Encoding.Latin1.GetString(text), CultureInfo.InvariantCulture) : (long?)null;
            Assert.Equal((Convert.ToHexString(text), expected), (Convert.ToHexString(text), DecimalText.TryParseWhole(text, out var value) ? value : null));
        }
    }
}
