using System.Diagnostics;
using System.Threading.Channels;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Kafka;

/// <summary>
/// The test broker as a process of its own, for tests that kill or measure other processes: it takes commands and outlives
/// none of its tests.
/// </summary>
public sealed class BrokerCommand : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private BrokerCommand(string[] arguments)
    {
        string[] command = [typeof(BrokerCommand).Assembly.Location, "broker", .. arguments];
        _process = new Process { StartInfo = new ProcessStartInfo("dotnet", command) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true } };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) _lines.Writer.TryComplete();
            else _lines.Writer.TryWrite(line.Data);
        };
        _process.Start();
        _process.BeginOutputReadLine();
    }

    /// <summary>For <c>bootstrap.servers</c>.</summary>
    public string Bootstrap { get; private set; } = "";

    /// <summary>The process number.</summary>
    public int Id => _process.Id;

    /// <summary>Starts a broker, with topics as <c>NAME:PARTITIONS</c>, and waits until clients may connect.</summary>
    public static async Task<BrokerCommand> StartAsync(params string[] topics)
    {
        var broker = new BrokerCommand([.. topics.SelectMany(topic => (string[])["--topic", topic])]);
        try
        {
            broker.Bootstrap = (await broker.LineAsync("broker ")).Split(' ')[1];
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives a command, such as <c>stop</c>, and waits until it has had its effect.</summary>
    public async Task DoAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        await LineAsync("done " + command);
    }

    /// <summary>SIGTERM; its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await _process.SignalAsync("TERM");
        await _process.EndsAsync(Limit);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.KilledWithAllAsync();
        _process.Dispose();
    }

    private async Task<string> LineAsync(string beginning)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (true)
            {
                var line = await _lines.Reader.ReadAsync(limit.Token);
                if (line.StartsWith(beginning, StringComparison.Ordinal)) return line;
            }
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"The broker did not say '{beginning}' within {Limit}.", e);
        }
    }
}
