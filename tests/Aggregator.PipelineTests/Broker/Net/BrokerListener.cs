using System.Net;
using System.Net.Sockets;

namespace Aggregator.PipelineTests.Broker.Net;

/// <summary>Accepts clients on a port of 127.0.0.1 and keeps their connections, so that they can be closed. Thread-safe.</summary>
internal sealed class BrokerListener(Func<Stream, CancellationToken, Task> serve) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _connections = [];
    private Socket? _listener;
    private CancellationTokenSource _stop = new();

    /// <summary>Begins to listen; the port, which is a free one if 0 was asked for.</summary>
    public int Start(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // The connections of before a stop may linger on the port.
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        lock (_gate)
        {
            (_listener, _stop) = (listener, new CancellationTokenSource());
            _ = AcceptAsync(listener, _stop.Token);
        }
        return ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    /// <summary>Refuses new clients and closes the connections of those there.</summary>
    public void Stop()
    {
        CancellationTokenSource stop;
        lock (_gate)
        {
            stop = _stop;
            _listener?.Dispose();
            _listener = null;
        }
        // Outside the lock: what waits for it goes on at once.
        stop.Cancel();
        DropConnections();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _stop.Dispose();
    }

    /// <summary>Closes all connections, with a reset: what was under way is lost.</summary>
    public void DropConnections()
    {
        lock (_gate)
        {
            foreach (var connection in _connections) connection.Close(0);
            _connections.Clear();
        }
    }

    private async Task AcceptAsync(Socket listener, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptAsync(stop);
                client.NoDelay = true;
                _ = ServeAsync(client, stop);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // Stopped, or the client went before it was accepted.
            }
        }
    }

    private async Task ServeAsync(Socket client, CancellationToken stop)
    {
        lock (_gate)
        {
            if (stop.IsCancellationRequested)
            {
                client.Dispose();
                return;
            }
            _connections.Add(client);
        }
        try
        {
            await using var stream = new NetworkStream(client, ownsSocket: true);
            await serve(stream, stop);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The connection was closed, by the client or by us.
        }
        catch (InvalidDataException e)
        {
            await Console.Error.WriteLineAsync($"The test broker closed a connection. {e.Message}");
        }
        finally
        {
            lock (_gate) _connections.Remove(client);
        }
    }
}
