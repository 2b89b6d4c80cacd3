using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>Every way in which a log may write its time.</summary>
public sealed class EventTimeTests
{
    private const long BaseMs = 1_768_484_243_000;

    [Theory]
    [InlineData("1768484243", BaseMs)]
    [InlineData("1768484243.25", BaseMs + 250)]
    [InlineData("1768484243.9999", BaseMs + 999)]
    [InlineData("1768484243250", BaseMs + 250)]
    [InlineData("1768484243250.75", BaseMs + 250)]
    [InlineData("1768484243250999", BaseMs + 250)]
    [InlineData("1768484243250999999", BaseMs + 250)]
    [InlineData("1.768484243E9", BaseMs)]
    [InlineData("99999999999", 99_999_999_999_000)]
    [InlineData("100000000000", 100_000_000_000)]
    [InlineData("99999999999999", 99_999_999_999_999)]
    [InlineData("100000000000000", 100_000_000_000)]
    [InlineData("99999999999999999", 99_999_999_999_999)]
    [InlineData("100000000000000000", 100_000_000_000)]
    [InlineData("0", 0)]
    public void Tells_the_unit_of_a_number_by_its_size(string time, long expectedMs)
    {
        Assert.Equal(expectedMs, Parse($"\"{time}\""));
        Assert.Equal(expectedMs, Parse(time));
    }

    [Theory]
    [InlineData("2026-01-15T13:37:23Z", BaseMs)]
    [InlineData("2026-01-15t13:37:23z", BaseMs)]
    [InlineData("2026-01-15 13:37:23", BaseMs)]
    [InlineData("2026-01-15T13:37:23", BaseMs)]
    [InlineData("2026-01-15T13:37:23+00:00", BaseMs)]
    [InlineData("2026-01-15T21:37:23+08:00", BaseMs)]
    [InlineData("2026-01-15T21:37:23+0800", BaseMs)]
    [InlineData("2026-01-15T08:07:23-05:30", BaseMs)]
    [InlineData("2026-01-15T08:37:23-05", BaseMs)]
    [InlineData("2026-01-15T13:37:23.5Z", BaseMs + 500)]
    [InlineData("2026-01-15T13:37:23,25", BaseMs + 250)]
    [InlineData("2026-01-15T13:37:23.123456789123456789+00:00", BaseMs + 123)]
    [InlineData("2026-01-16T00:37:23.0019+11:00", BaseMs + 1)]
    [InlineData("2024-02-29T00:00:00Z", 1_709_164_800_000)]
    [InlineData("2016-12-31T23:59:60Z", 1_483_228_800_000)]
    [InlineData("1969-12-31T23:59:59Z", -1000)]
    [InlineData("9999-12-31T23:59:59Z", 253_402_300_799_000)]
    public void Reads_ISO_8601(string time, long expectedMs) => Assert.Equal(expectedMs, Parse($"\"{time}\""));

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"now\"")]
    [InlineData("-1768484243")]
    [InlineData("\"-1768484243\"")]
    [InlineData("\" 1768484243\"")]
    [InlineData("\"1768484243s\"")]
    [InlineData("\"1768484243.\"")]
    [InlineData("\"1,768,484,243\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("1e40")]
    [InlineData("99999999999999999999999999999")]
    [InlineData("300000000000000000000")]
    [InlineData("\"2026-01-15\"")]
    [InlineData("\"2026-01-15T13:37\"")]
    [InlineData("\"2026-1-15T13:37:23Z\"")]
    [InlineData("\"2026-01-15T13:37:23.Z\"")]
    [InlineData("\"2026-01-15T13:37:23 Z\"")]
    [InlineData("\"2026-01-15T13:37:23Zz\"")]
    [InlineData("\"2026-01-15T13:37:23+24:00\"")]
    [InlineData("\"2026-01-15T13:37:23+08:60\"")]
    [InlineData("\"2026-01-15T13:37:23+8\"")]
    [InlineData("\"2026-02-29T00:00:00Z\"")]
    [InlineData("\"2026-13-01T00:00:00Z\"")]
    [InlineData("\"2026-00-01T00:00:00Z\"")]
    [InlineData("\"2026-01-00T00:00:00Z\"")]
    [InlineData("\"2026-01-15T24:00:00Z\"")]
    [InlineData("\"2026-01-15T23:60:00Z\"")]
    [InlineData("\"2026-01-15T23:59:61Z\"")]
    [InlineData("\"0000-01-15T00:00:00Z\"")]
    [InlineData("\"9999-12-31T23:59:59-01:00\"")]
    public void Finds_no_time_in_what_is_none(string value)
    {
        var log = Parsed.Json($$"""{"__time__":{{value}}}""");
        Assert.Null(log.Malformed);
        Assert.Null(log.EventTimeMs);
    }

    private static long? Parse(string value) => Parsed.Json($$"""{"__time__":{{value}}}""").EventTimeMs;
}
