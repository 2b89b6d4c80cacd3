using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Replay;

/// <summary>One run of <c>aggregator replay</c>, with what it printed and wrote.</summary>
/// <param name="ExitCode">Of the process.</param>
/// <param name="Output">What it printed, standard output and error.</param>
/// <param name="Partials">File of the rows.</param>
/// <param name="Metrics">File of the final exposition.</param>
internal sealed record ReplayRun(int ExitCode, string Output, string Partials, string Metrics)
{
    /// <summary>Runs it with <c>--partials</c> and <c>--metrics</c> in <paramref name="folder"/>, under a name of their own.</summary>
    public static Task<ReplayRun> Async(TemporaryFolder folder, string config, IEnumerable<string> inputs, params string[] more) =>
        Async(folder, config, inputs, null, more);

    /// <summary>The same with environment variables.</summary>
    public static async Task<ReplayRun> Async(
        TemporaryFolder folder, string config, IEnumerable<string> inputs, IReadOnlyDictionary<string, string>? environment, params string[] more)
    {
        var name = Guid.NewGuid().ToString("N");
        var (partials, metrics) = (folder[name + ".rows"], folder[name + ".prom"]);
        var (code, output) = await AggregatorProcess.RunAsync(AggregatorProcess.Start(
            ["replay", "--config", config, "--input", .. inputs, "--partials", partials, "--metrics", metrics, .. more], environment));
        return new ReplayRun(code, output, partials, metrics);
    }

    /// <summary>SHA-256 of both files: equal for two runs that wrote the same bytes.</summary>
    public (string Partials, string Metrics) Hashes => (HashOf(Partials), HashOf(Metrics));

    /// <summary>The final exposition.</summary>
    public Exposition Exposition => Exposition.Parse(File.ReadAllText(Metrics));

    /// <summary>A number that the summary names: <c>rows 12,345</c>, <c>late logs 7</c>.</summary>
    public long Number(string name)
    {
        var match = Regex.Match(Output, $@"(?<![\w/]){Regex.Escape(name)} (?<number>[\d,]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        if (!match.Success) throw new FormatException($"'{name}' is not in:\n{Output}");
        return long.Parse(match.Groups["number"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
