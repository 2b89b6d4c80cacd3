using System.Text;
using System.Text.Json;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Aggregator.Tests.Regional.Emit;

/// <summary>What becomes of logs that could not be aggregated.</summary>
public sealed class DeadLetterFileTests : IDisposable
{
    private static readonly SourceId Source = new("file", "1-2", 0);

    private readonly string _folder = Directory.CreateTempSubdirectory("letters").FullName;
    private readonly Warnings _warnings = new();

    private string FilePath => Path.Combine(_folder, "dead.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Writes_one_object_a_line_with_source_position_and_reason()
    {
        using (var letters = Open())
        {
            letters.Add(Source, 17, Outcome.Malformed, "cut_off", "{\"a\":\"é\nb\0"u8);
            letters.Add(Source, 29, Outcome.Future, "", "{}"u8);
            letters.Add(Source, 31, Outcome.TooOld, "", "{}"u8);
        }
        var letter = Letters()[0];
        Assert.Equal("2026-01-15T13:37:23.250Z", letter.GetProperty("time").GetString());
        Assert.Equal("file/1-2/0", letter.GetProperty("source").GetString());
        Assert.Equal(17, letter.GetProperty("position").GetInt64());
        Assert.Equal("{\"a\":\"é\nb\0", letter.GetProperty("log").GetString());
        Assert.False(letter.TryGetProperty("truncated", out _));
        var reasons = Letters().Select(each => each.GetProperty("reason").GetString());
        Assert.Equal("malformed/cut_off future too_old", string.Join(' ', reasons));
    }

    [Fact]
    public void Writes_a_log_that_is_not_UTF_8_as_base64()
    {
        byte[] log = [0x16, 0x03, 0xFF, 0];
        using (var letters = Open()) letters.Add(Source, 0, Outcome.Malformed, "not_in_format", log);
        Assert.Equal(log, Assert.Single(Letters()).GetProperty("log_base64").GetBytesFromBase64());
        Assert.False(Letters()[0].TryGetProperty("log", out _));
    }

    [Theory]
    [InlineData("x", 65_536)]
    [InlineData("xx", 65_536)]
    [InlineData("é", 65_536)]
    [InlineData("xé", 65_535)]
    [InlineData("xx😀", 65_534)]
    public void Keeps_64_KB_of_a_log_and_cuts_between_characters(string start, int expectedBytes)
    {
        var log = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(start[^1] < 128 ? "x" : start.TrimStart('x'), 70_000)));
        using (var letters = Open()) letters.Add(Source, 0, Outcome.Malformed, "not_in_format", log);
        var letter = Assert.Single(Letters());
        Assert.True(letter.GetProperty("truncated").GetBoolean());
        Assert.Equal(expectedBytes, Encoding.UTF8.GetByteCount(letter.GetProperty("log").GetString()!));
        Assert.True(log.AsSpan().StartsWith(Encoding.UTF8.GetBytes(letter.GetProperty("log").GetString()!)));
    }

    [Fact]
    public void Says_that_the_source_gave_only_the_beginning()
    {
        using (var letters = Open()) letters.Add(Source, 0, Outcome.Malformed, "too_long", "{"u8, isTruncated: true);
        Assert.True(Assert.Single(Letters()).GetProperty("truncated").GetBoolean());
    }

    [Fact]
    public void Takes_10000_in_a_row_and_has_them_all_after_a_flush()
    {
        using var letters = Open();
        for (var i = 0; i < 10_000; i++) letters.Add(Source, i, Outcome.Malformed, "not_in_format", Encoding.UTF8.GetBytes($"log {i} {new string('x', 500)}"));
        letters.Flush();
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => (long)i), Letters().Select(letter => letter.GetProperty("position").GetInt64()));
        Assert.Equal((10_000L, 0L), (letters.Written, letters.Lost));
    }

    [Fact]
    public void Takes_letters_from_several_threads()
    {
        using var letters = Open();
        Parallel.For(0, 2000, i => letters.Add(Source, i, Outcome.Future, "", "{}"u8));
        letters.Flush();
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (long)i), Letters().Select(letter => letter.GetProperty("position").GetInt64()).Order());
    }

    [Fact]
    public void Appends_to_what_is_there_and_keeps_clear_of_half_a_line()
    {
        File.WriteAllText(FilePath, "{\"position\":1}\n{\"posi");
        using (var letters = Open()) letters.Add(Source, 2, Outcome.Future, "", "{}"u8);
        var lines = File.ReadAllLines(FilePath);
        Assert.Equal(["{\"position\":1}", "{\"posi"], lines[..2]);
        Assert.Equal(2, JsonDocument.Parse(Assert.Single(lines[2..])).RootElement.GetProperty("position").GetInt64());
    }

    [Fact]
    public void Goes_on_in_a_new_file_when_the_old_one_is_moved_away()
    {
        using var letters = Open();
        letters.Add(Source, 1, Outcome.Future, "", "{}"u8);
        letters.Flush();
        File.Move(FilePath, FilePath + ".1");
        letters.Add(Source, 2, Outcome.Future, "", "{}"u8);
        letters.Flush();
        Assert.Equal(2, Assert.Single(Letters()).GetProperty("position").GetInt64());
    }

    [Theory]
    [InlineData("/dev/full")]
    [InlineData("/no/such/folder/dead.jsonl")]
    [InlineData("/tmp")]
    public void Counts_what_the_disk_refuses_and_warns_once(string path)
    {
        using var letters = new DeadLetterFile(path, new StoppedClock(), _warnings);
        for (var i = 0; i < 3; i++)
        {
            letters.Add(Source, i, Outcome.Future, "", "{}"u8);
            letters.Add(Source, i, Outcome.Future, "", "{}"u8);
            letters.Flush();
        }
        Assert.Equal((0L, 6L), (letters.Written, letters.Lost));
        Assert.Contains(path, Assert.Single(_warnings.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_and_warns_again_after_a_refusal_has_ended()
    {
        using var letters = Open();
        foreach (var isThere in new[] { false, true, false, true })
        {
            if (isThere) Directory.CreateDirectory(_folder);
            else Directory.Delete(_folder, recursive: true);
            letters.Add(Source, 1, Outcome.Future, "", "{}"u8);
            letters.Flush();
        }
        Assert.Equal((2L, 2L, 2), (letters.Written, letters.Lost, _warnings.Messages.Count));
        Assert.Single(Letters());
    }

    private DeadLetterFile Open() => new(FilePath, new StoppedClock(), _warnings);

    private List<JsonElement> Letters() =>
        [.. File.ReadAllText(FilePath).TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_768_484_243_250);
    }

    private sealed class Warnings : ILogger<DeadLetterFile>
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Assert.Equal(LogLevel.Warning, logLevel);
            Messages.Add(formatter(state, exception));
        }
    }
}
