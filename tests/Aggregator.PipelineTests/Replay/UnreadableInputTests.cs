using System.Runtime.Versioning;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Replay;

/// <summary>Files that cannot be read are refused before anything is begun, all at once, each with its remedy.</summary>
[SupportedOSPlatform("linux")]
public sealed class UnreadableInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BadFiles _files;

    public UnreadableInputTests() => _files = new BadFiles(_folder);

    public static TheoryData<string> Commands => ["replay", "standalone"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task What_is_no_file_is_bad_usage(string command)
    {
        Assert.Equal((0, ""), await Tool.RunAsync("mkfifo", _folder["pipe"]));

        var (code, output) = await RunAsync(command, [], _folder.Path, _folder["pipe"], "/dev/null", _folder["absent"], _files.Empty, _files.Empty);

        Assert.Equal(2, code);
        Assert.Contains($"{_folder.Path}: is a directory; name the files in it", output, StringComparison.Ordinal);
        Assert.Contains($"{_folder["pipe"]}: is no regular file; write its logs to one", output, StringComparison.Ordinal);
        Assert.Contains("/dev/null: is no regular file", output, StringComparison.Ordinal);
        Assert.Contains($"{_folder["absent"]}: does not exist; check the path", output, StringComparison.Ordinal);
        Assert.Contains($"{_files.Empty}: is named twice, so that its logs would count twice", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_compressed_file_is_bad_usage(string command)
    {
        await File.WriteAllBytesAsync(_folder["a.jsonl.gz"], [0x1f, 0x8b, 8, 0]);

        var (code, output) = await RunAsync(command, [], _folder["a.jsonl.gz"]);

        Assert.Equal(2, code);
        Assert.Contains($"{_folder["a.jsonl.gz"]}: is compressed (gzip); unpack it first", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_file_without_read_permission_is_bad_usage(string command)
    {
        var (code, output) = await RunAsync(command, Unprivileged, Forbidden());

        Assert.Equal(2, code);
        Assert.Contains("forbidden.jsonl: cannot be read (", output, StringComparison.Ordinal);
        Assert.Contains("give this user read access", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_file_without_read_permission_is_warned_of_and_the_others_are_read()
    {
        Forbidden();
        _ = _files.Zeros;
        await File.WriteAllTextAsync(_folder["both.yaml"], "{ region: r, sources: [{ file: \"*.jsonl\" }] }");
        using var http = new HttpClient();
        await using var process = AggregatorProcess.Start(
            ["standalone", "--config", _folder["both.yaml"], "--data-dir", _folder["data"], "--listen", "127.0.0.1:0"], null, Unprivileged);
        var address = await process.AddressAsync();

        await Eventually.Async(
            () => Exposition.ScrapeAsync(http, address),
            scrape => scrape.Sum("aggregator_regional_logs_total", ("outcome", "aggregated")) == 3);
        await Eventually.Async(() => Task.FromResult(process.Output), output => output.Contains("forbidden.jsonl", StringComparison.Ordinal));

        Assert.Contains("let this user read it", process.Output, StringComparison.Ordinal);
        Assert.Equal(0, await process.StopAsync());
        Assert.Contains("ledger: balanced", process.Output, StringComparison.Ordinal);
    }

    // Root may read everything, by two capabilities: without them it is a user like any other.
    private static string[] Unprivileged => Environment.IsPrivilegedProcess
        ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]
        : [];

    private string Forbidden()
    {
        File.WriteAllText(_folder["forbidden.jsonl"], "{}\n");
        File.SetUnixFileMode(_folder["forbidden.jsonl"], UnixFileMode.None);
        return _folder["forbidden.jsonl"];
    }

    private Task<(int ExitCode, string Output)> RunAsync(string command, IReadOnlyList<string> through, params string[] inputs) =>
        AggregatorProcess.RunAsync(AggregatorProcess.Start(
            [command, "--config", _files.Config, .. command is "standalone" ? (string[])["--data-dir", _folder["data"]] : [], "--input", .. inputs],
            null, through));
}
