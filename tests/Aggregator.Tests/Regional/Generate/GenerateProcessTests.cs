using System.Diagnostics;
using Xunit;

namespace Aggregator.Tests.Regional.Generate;

/// <summary>What only a process of its own can show: what standard output is connected to.</summary>
public sealed class GenerateProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-generate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_closed_pipe_ends_it_quietly()
    {
        using var shell = Start("$GENERATE | head -n 2; exit ${PIPESTATUS[0]}");
        var output = await shell.StandardOutput.ReadToEndAsync();
        Assert.Equal(2, output.Count(c => c == '\n'));
        Assert.Equal("", await shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }

    [Fact]
    public async Task Standard_output_to_a_file_goes_after_what_is_there()
    {
        var file = Path.Combine(_folder, "out");
        using var shell = Start($"(echo before; $GENERATE --count 2; echo after) > {file}");
        await shell.WaitForExitAsync();
        var lines = await File.ReadAllLinesAsync(file);
        Assert.Equal(4, lines.Length);
        Assert.Equal(("before", "after"), (lines[0], lines[3]));
        Assert.StartsWith("{\"AK\":", lines[1], StringComparison.Ordinal);
    }

    private static Process Start(string script)
    {
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GENERATE"] = $"timeout 30 dotnet {Path.Combine(AppContext.BaseDirectory, "aggregator.dll")} generate";
        return Process.Start(start)!;
    }
}
