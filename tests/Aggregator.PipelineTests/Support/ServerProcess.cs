using System.Diagnostics;

namespace Aggregator.PipelineTests.Support;

/// <summary>A server that others made, as a process: its output is kept, and it is killed at the end.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly string _command;
    private readonly Process _process;
    private readonly ProcessOutput _output = new();

    /// <summary>Starts it. A command that is not installed throws: <c>./test</c> installs it.</summary>
    public ServerProcess(string command, params IReadOnlyList<string> arguments)
    {
        _command = command;
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        _process = new Process { StartInfo = start };
        _output.Start(_process);
    }

    /// <summary>Everything that it wrote so far, standard output and error.</summary>
    public string Output => _output.Text;

    /// <summary>Waits until an address answers with success.</summary>
    /// <exception cref="InvalidOperationException">It ended by itself.</exception>
    public Task AnswersAsync(HttpClient http, Uri address) => Eventually.Async(() => AnswersOnceAsync(http, address), answers => answers);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.KilledWithAllAsync(() => Output);
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
}
