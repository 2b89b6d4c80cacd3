using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Aggregator.PipelineTests.Prometheus;
using Aggregator.PipelineTests.Support;

namespace Aggregator.PipelineTests.Deploy.Logs;

/// <summary>A real nginx as a gateway, which logs in both shipped formats, and an upstream whose answers requests ask for.</summary>
internal sealed class NginxServer : IDisposable
{
    private const int ReadyWithinMs = 20_000;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(30);

    private readonly TemporaryFolder _folder;
    private readonly Process _process;
    private readonly int _port = FreePort.Find();

    private NginxServer(TemporaryFolder folder)
    {
        _folder = folder;
        File.WriteAllText(_folder["nginx.conf"], Configuration());
        _process = Process.Start(new ProcessStartInfo("nginx", ["-p", _folder.Path, "-c", "nginx.conf", "-e", "error.log"])
        {
            UseShellExecute = false,
            Environment = { ["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin" },
        })!;
    }

    /// <summary>Starts it; it logs to <c>json.log</c> and <c>combined.log</c> in the folder.</summary>
    public static async Task<NginxServer> StartAsync(TemporaryFolder folder)
    {
        var server = new NginxServer(folder);
        for (var waited = 0; waited < ReadyWithinMs && !server._process.HasExited; waited += 50)
        {
            // Another host's, which no test counts.
            if (await server.TrySendAsync("GET /ready HTTP/1.0\r\nHost: popwarmup.aliyuncs.com\r\n\r\n"u8.ToArray()) is not null) return server;
            await Task.Delay(50);
        }
        throw new InvalidOperationException("nginx did not start:\n" + File.ReadAllText(folder["error.log"]));
    }

    /// <summary>Sends bytes as they are; the status of the answer.</summary>
    public async Task<int> SendAsync(byte[] request)
    {
        var answer = await TrySendAsync(request) ?? throw new InvalidOperationException("nginx is gone.");
        return int.Parse(answer.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
    }

    /// <summary>SIGQUIT: it writes what its logs still hold.</summary>
    public async Task StopAsync()
    {
        await _process.SignalAsync("QUIT");
        await _process.EndsAsync(AnswerTime);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<string?> TrySendAsync(byte[] request)
    {
        using var client = new TcpClient();
        using var late = new CancellationTokenSource(AnswerTime);
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, _port, late.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(request, late.Token);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            return await reader.ReadToEndAsync(late.Token);
        }
        catch (SocketException)
        {
            return null;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"nginx did not answer within {AnswerTime}: {Encoding.Latin1.GetString(request)}", e);
        }
    }

    private string Configuration() => $$"""
        daemon off;
        master_process off;
        pid nginx.pid;
        events {}
        http {
          include {{Path.Combine(Repository.Root, "deploy/logs/nginx/aggregator.conf")}};
          client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;
          server {
            listen 127.0.0.1:{{_port.ToString(CultureInfo.InvariantCulture)}};
            server_name gateway.example.com;
            keepalive_timeout 0;
            access_log json.log aggregator if=$aggregator_counted;
            access_log combined.log aggregator_combined if=$aggregator_counted;
            location / { proxy_pass http://unix:{{_folder["upstream.sock"]}}:; }
          }
          server {
            listen unix:{{_folder["upstream.sock"]}};
            access_log off;
            location /broken { return 503; }
            location /limited { add_header X-Error-Code Throttling.User always; return 429; }
            # A kilobyte a second after the first: longer than a second, and no more than two.
            location /slow { limit_rate 1k; return 200 "{{new string('.', 1500)}}"; }
            location / { return 200; }
          }
        }
        """;
}
