using System.Net;
using System.Net.Sockets;

namespace Aggregator.PipelineTests.Prometheus;

/// <summary>Finds ports for servers whose address must be known before they start.</summary>
public static class FreePort
{
    // Below 32768, where Linux takes the ports of those who ask for any: nobody else gets one of these by chance.
    private const int Lowest = 20_000;
    private const int End = 30_000;

    /// <summary>A port of 127.0.0.1 that nobody listens on.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = Random.Shared.Next(Lowest, End);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // In use: another one.
            }
        }
    }
}
