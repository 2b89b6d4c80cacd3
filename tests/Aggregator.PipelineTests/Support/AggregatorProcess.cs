using System.Diagnostics;

namespace Aggregator.PipelineTests.Support;

/// <summary>The real command as a real process, whose output is kept, and which can be stopped or killed.</summary>
public sealed class AggregatorProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(60);

    // Replays of a million logs are among them.
    private static readonly TimeSpan RunTime = TimeSpan.FromMinutes(15);

    private readonly Process _process;
    private readonly ProcessOutput _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private AggregatorProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException("It ended before it served metrics:\n" + Output));
        _output.Start(_process, Take);
    }

    /// <summary>Everything that it wrote so far, standard output and error.</summary>
    public string Output => _output.Text;

    /// <summary>The process number.</summary>
    public int Id => _process.Id;

    /// <summary>
    /// Starts <c>aggregator</c> with arguments; the environment can be extended, and another command can start it
    /// (<paramref name="through"/>, such as <c>setpriv</c> with its arguments).
    /// </summary>
    public static AggregatorProcess Start(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, params IReadOnlyList<string> through)
    {
        string[] command = [.. through, "dotnet", Path.Combine(AppContext.BaseDirectory, "aggregator.dll"), .. arguments];
        return StartCommand(command, environment);
    }

    /// <summary>Starts <c>aggregator</c> by a command line of its own, such as that of an installed one.</summary>
    public static AggregatorProcess StartCommand(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        return new AggregatorProcess(start);
    }

    /// <summary>Runs <c>aggregator</c> to its end.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) => RunAsync(Start(arguments));

    /// <summary>Runs a process that was just started to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(AggregatorProcess started)
    {
        await using var process = started;
        process._process.StandardInput.Close();
        var code = await process.ExitAsync(RunTime);
        return (code, process.Output);
    }

    /// <summary>Waits until it has written <paramref name="text"/>: what it logs may come after what its metrics show.</summary>
    public Task SaysAsync(string text) => Eventually.Async(() => Task.FromResult(Output), output => output.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until it serves; the address of its listener.</summary>
    public Task<Uri> AddressAsync() => _address.Task.WaitAsync(StartTime);

    /// <summary>Whether it has ended, by itself or not.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Waits for its end, which is to come soon; its exit code.</summary>
    /// <exception cref="TimeoutException">It did not end, and was killed.</exception>
    public Task<int> ExitAsync() => ExitAsync(StopTime);

    /// <summary>SIGKILL: nothing in it can react.</summary>
    /// <exception cref="TimeoutException">It stayed all the same, or something that it had started did.</exception>
    public Task KillAsync() => _process.KilledAsync(() => Output);

    /// <summary>SIGTERM, as an init system sends it; its exit code.</summary>
    public async Task<int> StopAsync()
    {
        // Of one that has ended by itself the exit code tells.
        await _process.SignalAsync("TERM");
        return await ExitAsync();
    }

    /// <summary>SIGSTOP: it stands still, as a machine that swaps or is moved, until <see cref="ThawAsync"/>.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>SIGCONT: it goes on as if no time had passed.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>SIGHUP: it reads its tables again.</summary>
    public Task RefreshAsync() => SignalAsync("HUP");

    /// <summary>Sends a signal, named without its SIG; it must still run.</summary>
    public async Task SignalAsync(string name)
    {
        if (!await _process.SignalAsync(name)) throw new InvalidOperationException($"SIG{name} found no process: it had ended by itself:\n{Output}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.KilledWithAllAsync(() => Output);
        _process.Dispose();
    }

    private async Task<int> ExitAsync(TimeSpan limit)
    {
        await _process.EndsAsync(limit, () => Output);
        return _process.ExitCode;
    }

    private void Take(string line)
    {
        const string before = "Metrics: ";
        if (line.StartsWith(before, StringComparison.Ordinal)) _address.TrySetResult(new Uri(line[before.Length..].Split(' ')[0]));
    }
}
