using System.Globalization;
using System.Net;

namespace Aggregator.Configuration;

/// <summary>Where a listener listens: <c>127.0.0.1:9464</c>, <c>[::1]:9464</c>, <c>localhost:9464</c>; port 0 takes a free one.</summary>
public readonly record struct ListenAddress(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>; the host is an IP address (IPv6 in brackets) or a name.</summary>
    /// <returns>False, and the default, when <paramref name="text"/> is neither.</returns>
    public static bool TryParse(string text, out ListenAddress address)
    {
        address = default;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !IsHost(text[..colon])) return false;
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return false;
        address = new ListenAddress(text[..colon], port);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static bool IsHost(string host) => host[0] == '['
        ? host[^1] == ']' && IPAddress.TryParse(host, out _)
        : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
}
