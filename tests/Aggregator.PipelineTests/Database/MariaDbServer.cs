using System.Data.Common;
using System.Diagnostics;
using Aggregator.Core.Dimensions.Database;
using Aggregator.PipelineTests.Prometheus;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Database;

/// <summary>
/// A real MariaDB with a data directory and a port of its own, which can be stopped, killed, frozen and started again. Its user
/// root needs no password from 127.0.0.1.
/// </summary>
public sealed class MariaDbServer : IAsyncDisposable
{
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder = new();
    private readonly ProcessOutput _output = new();
    private readonly IReadOnlyList<string> _arguments;
    private readonly DatabaseServer _root;
    private Process? _process;

    private MariaDbServer(IReadOnlyList<string> arguments)
    {
        _arguments = arguments;
        _root = new DatabaseServer(new DatabaseOptions { Host = "127.0.0.1", Port = Port, Database = "mysql", Username = "root" });
    }

    /// <summary>Its port of 127.0.0.1, the same after every start.</summary>
    public int Port { get; } = FreePort.Find();

    /// <summary>What it logged.</summary>
    public string Output => _output.Text;

    /// <summary>Starts one, with more arguments for <c>mariadbd</c>, and returns when it answers.</summary>
    public static async Task<MariaDbServer> StartAsync(params IReadOnlyList<string> arguments)
    {
        var server = new MariaDbServer(arguments);
        try
        {
            await MariaDbTemplate.CopyToAsync(server._folder["data"]);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it over its data, after a stop or kill.</summary>
    public async Task StartAgainAsync()
    {
        _process?.Dispose();
        _process = new Process { StartInfo = StartInfo() };
        _output.Start(_process);
        await Eventually.Async(() => Task.FromResult(Answers()), answers => answers);
    }

    /// <summary>A connection of the user root, to no schema of a test.</summary>
    public DbConnection OpenAsRoot() => _root.Connections.OpenConnection();

    /// <summary>A file that goes with the server.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    /// <summary>SIGTERM; returns when it has ended, its data on disk.</summary>
    public async Task StopAsync()
    {
        await _process!.SignalAsync("TERM");
        await _process!.EndsAsync(StopTime, () => Output);
    }

    /// <summary>SIGKILL: whatever it was doing.</summary>
    public Task KillAsync() => _process!.KilledAsync(() => Output);

    /// <summary>SIGSTOP: it keeps its connections and answers nothing, until <see cref="ThawAsync"/>.</summary>
    public async Task FreezeAsync()
    {
        await _process!.SignalAsync("STOP");
        // A thread may still finish what it does; only when all have stopped is nothing answered.
        await Eventually.Async(() => Task.FromResult(ThreadStates()), states => states.All(state => state == 'T'));
    }

    /// <summary>SIGCONT.</summary>
    public Task ThawAsync() => _process!.SignalAsync("CONT");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _root.Dispose();
        if (_process is { HasExited: false }) await KillAsync();
        _process?.Dispose();
        _folder.Dispose();
    }

    private ProcessStartInfo StartInfo()
    {
        // Debian keeps it where only root's path leads.
        var command = File.Exists("/usr/sbin/mariadbd") ? "/usr/sbin/mariadbd" : "mariadbd";
        return new ProcessStartInfo(
            command,
            [
                "--no-defaults", $"--datadir={_folder["data"]}", $"--socket={_folder["socket"]}", $"--port={Port}", "--bind-address=127.0.0.1",
                "--skip-name-resolve", "--skip-log-bin", MariaDbTemplate.LogSize, "--innodb-buffer-pool-size=64M", "--innodb-flush-log-at-trx-commit=0",
                .. MariaDbTemplate.UserArguments, .. _arguments,
            ])
        { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
    }

    // proc(5): the state is behind the name, which is in parentheses.
    private List<char> ThreadStates() =>
    [
        .. Directory.EnumerateDirectories($"/proc/{_process!.Id}/task")
            .Select(thread => File.ReadAllText(Path.Combine(thread, "stat")))
            .Select(stat => stat[stat.LastIndexOf(')') + 2]),
    ];

    private bool Answers()
    {
        if (_process!.HasExited) throw new InvalidOperationException("MariaDB ended:\n" + Output);
        try
        {
            using var connection = OpenAsRoot();
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }
}
