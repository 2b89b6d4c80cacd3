using System.Text.RegularExpressions;
using Aggregator.Core.Wire;
using Xunit;

namespace Aggregator.Tests.Core.Wire;

/// <summary>Bytes of every version still read. What is on a topic must be readable whatever the code becomes.</summary>
public sealed partial class GoldenBytesTests
{
    private static readonly Dictionary<string, Flush> Version1 = new(StringComparer.Ordinal)
    {
        ["v1-example.hex"] = GoldenFlushes.Example,
        ["v1-heartbeat.hex"] = GoldenFlushes.Heartbeat,
    };

    public static TheoryData<string> Version1Files => [.. Version1.Keys];

    [Theory]
    [MemberData(nameof(Version1Files))]
    public void Golden_bytes_are_read_as_what_they_were_written_from(string file)
    {
        var result = BatchReader.Read(Golden(file));
        Assert.Equal((BatchError.None, 1), (result.Error, result.Version));
        Assert.Equal(FlushText.Of(Version1[file]), FlushText.Of(result.Chunk!.Flush));
    }

    [Theory]
    [MemberData(nameof(Version1Files))]
    public void The_writer_writes_the_golden_bytes(string file) =>
        Assert.Equal(Convert.ToHexStringLower(Golden(file)), Convert.ToHexStringLower(Assert.Single(BatchWriter.Write(Version1[file]))));

    [Fact]
    public void The_worked_example_of_the_document_is_golden_and_its_offsets_are_right()
    {
        var example = Repository.Read("docs/WIRE-FORMAT.md").Split("```hex\n")[1].Split("```")[0];
        var bytes = new List<byte>();
        foreach (var line in example.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var match = ExampleLine().Match(line);
            Assert.True(match.Success, $"not 'offset: bytes  meaning': {line}");
            Assert.Equal(bytes.Count, Convert.ToInt32(match.Groups["offset"].Value, 16));
            bytes.AddRange(FromHex(match.Groups["bytes"].Value));
        }
        Assert.Equal(Convert.ToHexStringLower(Golden("v1-example.hex")), Convert.ToHexStringLower([.. bytes]));
    }

    private static byte[] Golden(string file) => FromHex(Repository.Read($"tests/Aggregator.Tests/Core/Wire/Golden/{file}"));

    private static byte[] FromHex(string text) => Convert.FromHexString(string.Concat(text.Where(char.IsAsciiHexDigit)));

    [GeneratedRegex("^(?<offset>[0-9a-f]{3}): (?<bytes>([0-9a-f]{2} )*[0-9a-f]{2})(  .*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ExampleLine();
}
