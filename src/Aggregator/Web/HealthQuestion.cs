using System.Net;
using Aggregator.Configuration;

namespace Aggregator.Web;

/// <summary>Asks a job's <see cref="MetricsServer"/> how the job is.</summary>
/// <param name="listen">Where it listens; the wildcards 0.0.0.0 and [::] stand for this machine's own address.</param>
/// <param name="ready">Whether it is ready, not only alive.</param>
/// <param name="timeout">How long the answer may take, connecting included.</param>
internal sealed class HealthQuestion(ListenAddress listen, bool ready, TimeSpan timeout)
{
    /// <summary>Asks once. Whatever goes wrong on the way is an answer, too: no.</summary>
    /// <exception cref="OperationCanceledException">It was <paramref name="stop"/> that ended it.</exception>
    public async Task<HealthAnswer> AskAsync(CancellationToken stop)
    {
        var url = new UriBuilder(Uri.UriSchemeHttp, HostToAsk(), listen.Port, ready ? "/readyz" : "/healthz").Uri;
        // A proxy of the environment is for the world outside.
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = timeout };
        try
        {
            using var response = await http.GetAsync(url, stop);
            var text = (await response.Content.ReadAsStringAsync(stop)).Trim();
            return response.IsSuccessStatusCode
                ? new HealthAnswer(IsYes: true, text)
                : new HealthAnswer(IsYes: false, $"{url} answers {(int)response.StatusCode}: {text}");
        }
        catch (HttpRequestException e)
        {
            return new HealthAnswer(IsYes: false, $"{url} cannot be asked: {e.Message}");
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            return new HealthAnswer(IsYes: false, $"{url} did not answer in time");
        }
    }

    private string HostToAsk()
    {
        if (!IPAddress.TryParse(listen.Host, out var address)) return listen.Host;
        if (address.Equals(IPAddress.Any)) return $"{IPAddress.Loopback}";
        return address.Equals(IPAddress.IPv6Any) ? $"[{IPAddress.IPv6Loopback}]" : listen.Host;
    }
}

/// <summary>What a job answered.</summary>
/// <param name="IsYes">Whether it is alive or ready, as was asked.</param>
/// <param name="Text">Its own words, or why there are none.</param>
internal readonly record struct HealthAnswer(bool IsYes, string Text);
