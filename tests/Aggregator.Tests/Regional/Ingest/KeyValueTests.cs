using System.Text;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Json;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>Values of <c>k=v;k=v</c>, by both parsers.</summary>
public sealed class KeyValueTests
{
    private static readonly string[] Paths = ["RequestContent.Action", "RequestContent.B"];

    // What stands between the string's quotes.
    [Theory]
    [InlineData("Action=Run;B=2", "Run", "2")]
    [InlineData("B=2;Action=Run;", "Run", "2")]
    [InlineData("Action=1;Action=2;XAction=3;Action", "2", null)]
    [InlineData("XAction=3;AB=1", null, null)]
    [InlineData("Action=;B==;", "", "=")]
    [InlineData("x=Action=1;Action =2; B=3", null, null)]
    [InlineData("Action=Action=B=1", "Action=B=1", null)]
    [InlineData("B=1;B=", null, "")]
    [InlineData("Action=a%3Bb%3D", "a%3Bb%3D", null)]
    [InlineData("", null, null)]
    [InlineData("B=", null, "")]
    [InlineData("""Action=\"a\"\n;B=\/\\b""", "\"a\"\n", "/\\b")]
    [InlineData("""Action=\u0041\u4e2d;x=\u0042;B=\ud83d\ude00""", "A中", "😀")]
    [InlineData("""Action=1;\u0041ction=2;\u0042\u003d3""", "2", "3")]
    [InlineData("""x=1\u003bAction=2;B=1\u003Bx""", "2", "1")]
    [InlineData("""x=\\u003bAction=2;B=\\u003b""", null, "\\u003b")]
    [InlineData("""Action=a\;B=b\\;x=\\\;""", "a\uFFFD", "b\\")]
    [InlineData("""\Action=1;\B=2""", null, null)]
    [InlineData("""x=\u00;B=\u00""", null, "\uFFFDu00")]
    public void Reads_the_last_part_of_a_key(string raw, string? action, string? b)
    {
        var log = Parsed.Json($$"""{"Product":"a","RequestContent":"{{raw}}"}""", Paths); // compares both parsers
        Assert.Equal((action, b), (log["RequestContent.Action"], log["RequestContent.B"]));
    }

    [Theory]
    [InlineData("RegionId=cn;Action=Run;Body=plain")]
    [InlineData("""Description=\u0041\/x;Body={\"items\":[{\"memo\":\"a\\nb\"}]};Action=R\u0075n""")]
    public void Leaves_no_usual_string_to_the_plain_parser(string raw)
    {
        var fields = new LogFields(Paths);
        var (indexed, plain) = (new IndexedJsonParser(fields), new GatewayJsonParser(fields));
        var log = Parsed.Json(Encoding.UTF8.GetBytes($$"""{"Product":"a","RequestContent":"{{raw}}"}"""), fields, indexed, plain);
        Assert.Equal(("Run", 0), (log["RequestContent.Action"], indexed.PlainTexts));
    }
}
