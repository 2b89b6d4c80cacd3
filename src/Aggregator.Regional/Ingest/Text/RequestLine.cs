using System.Buffers;

namespace Aggregator.Regional.Ingest.Text;

/// <summary>A request as logs write it: <c>METHOD target [HTTP/x]</c>.</summary>
internal readonly ref struct RequestLine
{
    private const int MaxMethodLength = 32;

    private static readonly SearchValues<byte> MethodBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_"u8);
    private static readonly SearchValues<byte> EndsOfPath = SearchValues.Create("?#"u8);

    /// <summary>
    /// Reads a request. One that is not of that form (a lone <c>-</c>, the bytes of a TLS handshake, <c>quit</c>, a
    /// <c>CONNECT</c>) has neither method nor path.
    /// </summary>
    public RequestLine(ReadOnlySpan<byte> request)
    {
        var methodEnd = request.IndexOf((byte)' ');
        if (methodEnd <= 0 || !IsMethod(request[..methodEnd])) return;
        var path = PathOf(TargetOf(request[(methodEnd + 1)..]));
        if (path.IsEmpty) return;
        Method = request[..methodEnd];
        Path = path;
    }

    private RequestLine(ReadOnlySpan<byte> method, ReadOnlySpan<byte> path)
    {
        Method = method;
        Path = path;
    }

    /// <summary>Upper-case letters, <c>-</c> and <c>_</c>; empty when the request is none, or its log names no method.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>
    /// The target without query and fragment, and without scheme and host: begins with <c>/</c>, or is <c>*</c>. Empty
    /// when the request is none.
    /// </summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>
    /// The path up to its <paramref name="segments"/>-th part, without a slash at the end: <c>/a/b/c</c> and
    /// <c>/a/b/</c> both give <c>/a/b</c> for 2. The root is <c>/</c>.
    /// </summary>
    public ReadOnlySpan<byte> PathPrefix(int segments)
    {
        if (Path is not [(byte)'/', ..]) return Path;
        var end = 0;
        for (var i = 0; i < segments && end < Path.Length; i++)
        {
            var next = Path[(end + 1)..].IndexOf((byte)'/');
            end = next < 0 ? Path.Length : end + 1 + next;
        }
        var prefix = Path[..end].TrimEnd((byte)'/');
        return prefix.IsEmpty ? "/"u8 : prefix;
    }

    /// <summary>A request whose log has the method and the target (a path or a URL) apart; an empty method is none.</summary>
    public static RequestLine OfTarget(ReadOnlySpan<byte> method, ReadOnlySpan<byte> target) =>
        method.IsEmpty || IsMethod(method) ? new RequestLine(method, PathOf(target)) : default;

    private static bool IsMethod(ReadOnlySpan<byte> text) => text.Length <= MaxMethodLength && !text.ContainsAnyExcept(MethodBytes);

    // The target may hold spaces that a careless client sent, so the protocol is cut off from the end.
    private static ReadOnlySpan<byte> TargetOf(ReadOnlySpan<byte> rest)
    {
        var last = rest.LastIndexOf((byte)' ');
        return last >= 0 && rest[(last + 1)..].StartsWith("HTTP/"u8) ? rest[..last] : rest;
    }

    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> target)
    {
        var end = target.IndexOfAny(EndsOfPath);
        if (end >= 0) target = target[..end];
        if (target is [(byte)'/', ..] or [(byte)'*']) return target;
        var host = target.IndexOf("://"u8);
        if (host < 0) return default;
        var path = target[(host + 3)..].IndexOf((byte)'/');
        return path < 0 ? "/"u8 : target[(host + 3 + path)..];
    }
}
