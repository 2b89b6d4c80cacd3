using System.Diagnostics;
using System.Text;

namespace Aggregator.PipelineTests.Support;

/// <summary>A server that others made, as a process: its output is kept, and it is killed at the end.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly string _command;
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    /// <summary>Starts it. A command that is not installed throws: <c>./test</c> installs it.</summary>
    public ServerProcess(string command, params IReadOnlyList<string> arguments)
    {
        _command = command;
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Everything that it wrote so far, standard output and error.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Waits until an address answers with success.</summary>
    /// <exception cref="InvalidOperationException">It ended by itself.</exception>
    public Task AnswersAsync(HttpClient http, Uri address) => Eventually.Async(() => AnswersOnceAsync(http, address), answers => answers);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> AnswersOnceAsync(HttpClient http, Uri address)
    {
        if (_process.HasExited) throw new InvalidOperationException($"{_command} ended:\n{Output}");
        try
        {
            using var answer = await http.GetAsync(address);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        lock (_output) _output.AppendLine(line);
    }
}
