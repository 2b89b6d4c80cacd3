using System.Net;
using Aggregator.PipelineTests.Prometheus;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>What a pager would be: takes every call of Alertmanager's webhooks and notes when it came.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    // A call that is under way ends with its connection.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(30);

    private readonly HttpListener _listener = new();
    private readonly List<Notification> _notifications = [];
    private readonly Task _taking;

    public WebhookReceiver()
    {
        Address = $"127.0.0.1:{FreePort.Find()}";
        _listener.Prefixes.Add($"http://{Address}/");
        _listener.Start();
        _taking = TakeAllAsync();
    }

    /// <summary>Host and port; every path is taken.</summary>
    public string Address { get; }

    /// <summary>All that came so far, in the order of their coming. An alert that goes on firing comes again now and then.</summary>
    public IReadOnlyList<Notification> Notifications
    {
        get
        {
            lock (_notifications) return [.. _notifications];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _taking.WaitAsync(EndTime);
    }

    private async Task TakeAllAsync()
    {
        try
        {
            while (true) await TakeAsync(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task TakeAsync(HttpListenerContext call)
    {
        var atMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var body = new MemoryStream();
        await call.Request.InputStream.CopyToAsync(body);
        var notifications = Notification.Parse(atMs, body.GetBuffer().AsSpan(0, (int)body.Length));
        lock (_notifications) _notifications.AddRange(notifications);
        call.Response.Close();
    }
}
