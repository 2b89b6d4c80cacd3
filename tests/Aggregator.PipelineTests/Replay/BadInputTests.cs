using System.Text.Json;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Replay;

/// <summary>What no gateway should write, through the command: every log has its outcome, every file its exit code.</summary>
public sealed class BadInputTests : IDisposable
{
    // 128 MB of managed heap, in hexadecimal.
    private static readonly Dictionary<string, string> SmallHeap = new(StringComparer.Ordinal) { ["DOTNET_GCHeapHardLimit"] = "0x8000000" };

    private readonly TemporaryFolder _folder = new();
    private readonly BadFiles _files;

    public BadInputTests() => _files = new BadFiles(_folder);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Zeros_are_no_log_but_a_zero_in_a_value_is_data()
    {
        var run = await ReplayAsync(_files.Zeros);
        Assert.Equal((4, 3, 1), (run.Number("read"), run.Number("aggregated"), run.Number("malformed/not_in_format")));
        Assert.Equal(1, run.Exposition.Sum("namespace_error_code_gw_error_code_total", ("error_code", "2\0")));
    }

    [Fact]
    public async Task Lines_of_20_MB_are_too_long_and_are_never_held()
    {
        var run = await ReplayAsync(_files.Huge);
        Assert.Equal((4, 2, 2), (run.Number("read"), run.Number("aggregated"), run.Number("malformed/too_long")));
        var letters = DeadLetters();
        Assert.All(letters, letter => Assert.True(letter.GetProperty("truncated").GetBoolean()));
        Assert.All(letters, letter => Assert.Equal(64 * 1024, letter.GetProperty("log").GetString()!.Length));
    }

    [Fact]
    public async Task An_empty_file_is_no_log_and_no_error()
    {
        var run = await ReplayAsync(_files.Empty);
        Assert.Equal((0, 0), (run.Number("read"), run.Number("rows")));
        Assert.Equal((0, 0), (new FileInfo(run.Partials).Length, new FileInfo(run.Metrics).Length));
    }

    [Fact]
    public async Task Bytes_that_are_no_UTF8_become_replacement_characters()
    {
        var run = await ReplayAsync(_files.NoUtf8);
        Assert.Equal((4, 4), (run.Number("read"), run.Number("aggregated")));
        // One for each byte that belongs to nothing, as the Unicode standard recommends.
        foreach (var name in (string[])["caf\ufffd", "lone\ufffd", "overlong\ufffd\ufffd", "surrogate\ufffd\ufffd\ufffd"])
        {
            Assert.Equal(1, run.Exposition.Sum("namespace_error_code_gw_error_code_total", ("error_code", name)));
            Assert.Contains(name, await File.ReadAllTextAsync(run.Partials), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Line_ends_of_every_kind_and_none_at_the_end_separate_logs()
    {
        var run = await ReplayAsync(_files.LineEnds);
        Assert.Equal((3, 3), (run.Number("read"), run.Number("aggregated")));
    }

    [Fact]
    public async Task Ten_thousand_logs_in_a_row_that_are_rejected_are_ten_thousand_dead_letters()
    {
        var input = _files.Rejected;
        // All in vain, which is most often a wrong format.
        var run = await ReplayAsync(input, exitCode: 1);
        Assert.Equal((BadFiles.RejectedLogs, 0), (run.Number("read"), run.Number("aggregated")));
        CheckDeadLetters(DeadLetters(), input);
    }

    [Fact]
    public async Task A_standalone_counts_the_same_files_alike_and_goes_on_serving()
    {
        string[] inputs = [_files.Zeros, _files.Huge, _files.Empty, _files.NoUtf8, _files.LineEnds, _files.Rejected];
        using var http = new HttpClient();
        await using var process = AggregatorProcess.Start(
            [
                "standalone", "--config", _files.Config, "--format", "gateway-json", "--data-dir", _folder["data"],
                "--listen", "127.0.0.1:0", "--input", .. inputs,
            ],
            SmallHeap);
        var address = await process.AddressAsync();

        var scrape = await Eventually.Async(
            () => Exposition.ScrapeAsync(http, address),
            scrape => scrape.Sum("namespace_product_gw_http_req_total") >= 12 && scrape.Sum("aggregator_regional_logs_total") >= 15 + BadFiles.RejectedLogs);

        Assert.Equal(12, scrape.Sum("namespace_product_gw_http_req_total"));
        Assert.Equal(15 + BadFiles.RejectedLogs, scrape.Sum("aggregator_regional_logs_total"));
        Assert.Equal(2, scrape.Sum("aggregator_regional_logs_total", ("detail", "too_long")));
        Assert.Equal(1 + (BadFiles.RejectedLogs / BadFiles.Reasons.Count), scrape.Sum("aggregator_regional_logs_total", ("detail", "not_in_format")));
        Assert.Equal(BadFiles.RejectedLogs / BadFiles.Reasons.Count, scrape.Sum("aggregator_regional_logs_total", ("outcome", "future")));
        var code = await process.StopAsync();
        Assert.True(code == 0, process.Output);
        Assert.Contains("ledger: balanced", process.Output, StringComparison.Ordinal);
        Assert.Equal(3 + BadFiles.RejectedLogs, DeadLetters().Count);
    }

    // The log of a letter is the text that stands at its position in the file.
    private static void CheckDeadLetters(IReadOnlyList<JsonElement> letters, string input)
    {
        Assert.Equal(BadFiles.RejectedLogs, letters.Count);
        var bytes = File.ReadAllBytes(input);
        var position = 0;
        for (var number = 0; number < letters.Count; number++)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', position);
            Assert.Equal(BadFiles.Reasons[number % BadFiles.Reasons.Count], letters[number].GetProperty("reason").GetString());
            Assert.Equal(position, letters[number].GetProperty("position").GetInt64());
            Assert.Equal(System.Text.Encoding.UTF8.GetString(bytes, position, end - position), letters[number].GetProperty("log").GetString());
            Assert.StartsWith("file/", letters[number].GetProperty("source").GetString(), StringComparison.Ordinal);
            position = end + 1;
        }
    }

    private async Task<ReplayRun> ReplayAsync(string input, int exitCode = 0)
    {
        var run = await ReplayRun.Async(_folder, _files.Config, [input], SmallHeap);
        Assert.True(run.ExitCode == exitCode, run.Output);
        Assert.Contains("ledger: balanced", run.Output, StringComparison.Ordinal);
        return run;
    }

    private IReadOnlyList<JsonElement> DeadLetters() =>
        [.. File.ReadLines(_files.DeadLetters).Select(line => JsonDocument.Parse(line).RootElement)];
}
