using System.Net;
using System.Net.Sockets;
using Aggregator.PipelineTests.Broker.Net;

namespace Aggregator.PipelineTests.Database;

/// <summary>
/// Stands between a client and a MySQL server on this machine: it keeps the statements that pass, and fails on demand.
/// Thread-safe.
/// </summary>
public sealed class TcpProxy : IDisposable
{
    private const int BlockBytes = 64 * 1024;

    private readonly int _target;
    private readonly BrokerListener _listener;
    private readonly FreezeGate _gate = new();
    private readonly Lock _lock = new();
    private readonly List<string> _statements = [];
    private int _connections;

    /// <param name="target">Port of the server.</param>
    public TcpProxy(int target)
    {
        _target = target;
        _listener = new BrokerListener(ServeAsync);
        Port = _listener.Start(0);
    }

    /// <summary>Where clients connect.</summary>
    public int Port { get; }

    /// <summary>Connections taken so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How long each statement waits before the server gets it.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>A statement with this text in it ends its connection instead of reaching the server.</summary>
    public string? CutAt { get; set; }

    /// <summary>How many statements with <paramref name="text"/> in them came so far, those that were cut off too.</summary>
    public int StatementsWith(string text)
    {
        lock (_lock) return _statements.Count(statement => statement.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Lets nothing through any more, and says so to nobody: packets that are dropped on the way.</summary>
    public void Silence() => _gate.Freeze();

    /// <summary>Lets everything through again; what was sent meanwhile arrives, as by retransmission.</summary>
    public void Resume() => _gate.Thaw();

    /// <summary>Refuses connections, and ends those there.</summary>
    public void Refuse() => _listener.Stop();

    /// <summary>Takes connections again.</summary>
    public void Accept() => _listener.Start(Port);

    /// <summary>Ends all connections with a reset.</summary>
    public void Cut() => _listener.DropConnections();

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(Stream client, CancellationToken stop)
    {
        Interlocked.Increment(ref _connections);
        using var server = new TcpClient { NoDelay = true };
        await server.ConnectAsync(IPAddress.Loopback, _target, stop);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var answers = PassAsync(server.GetStream(), client, _ => Task.FromResult(true), end.Token);
        var statements = new StatementReader();
        var questions = PassAsync(client, server.GetStream(), bytes => MayPassAsync(statements.Add(bytes.Span), end.Token), end.Token);
        await Task.WhenAny(questions, answers);
        await end.CancelAsync();
        // Whichever still runs sees the end of its stream, or of this token.
        await Task.WhenAll(questions, answers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PassAsync(Stream from, Stream to, Func<ReadOnlyMemory<byte>, Task<bool>> mayPass, CancellationToken stop)
    {
        var block = new byte[BlockBytes];
        while (await from.ReadAsync(block, stop) is var read and > 0)
        {
            await _gate.PassAsync(stop);
            if (!await mayPass(block.AsMemory(0, read))) return;
            await to.WriteAsync(block.AsMemory(0, read), stop);
        }
    }

    private async Task<bool> MayPassAsync(IReadOnlyList<string> statements, CancellationToken stop)
    {
        if (statements.Count == 0) return true;
        lock (_lock) _statements.AddRange(statements);
        if (CutAt is { } text && statements.Any(statement => statement.Contains(text, StringComparison.Ordinal))) return false;
        if (Delay > TimeSpan.Zero) await Task.Delay(Delay, stop);
        return true;
    }
}
